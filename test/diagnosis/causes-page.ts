import { causeOf, CAUSES } from '../../src/diagnosis/causes/all.ts'
import { namesIn } from '../../src/diagnosis/names.ts'

const INTRO = `# Causes

What \`flux-irsa explain\` and \`flux-irsa verify\` can name, in the order of the chain: identity, trust, ECR, registries, credentials, network, Git, installation,
reconciliation, who calls, IAM. How it is found and how sure it is: [explain.md](explain.md). CAPITALS in a command stand for names of yours; \`explain\` fills in
those that it finds.

This page is made from the table in \`src/diagnosis/causes/\` (\`npx vitest run test/diagnosis -u\`).
`

/** docs/causes.md as the table of causes has it: a heading per id. */
export function causesPage(): string {
  return [INTRO, ...CAUSES.map(({ id }) => sectionOf(id))].join('\n')
}

function sectionOf(id: string): string {
  const { title, example, differs, fix } = causeOf(id)
  const mended = fix(namesIn([]))
  const isCommand = !/^[A-Z][a-z]+ (?:who|the|is) /.test(mended)
  return [
    `## ${id}`,
    '',
    `${upper(title)}.`,
    '',
    'For example:',
    '',
    '```text',
    example,
    '```',
    '',
    ...(differs ? [`What decides: ${differs}.`, ''] : []),
    ...(isCommand ? ['Mend it, or look closer:', '', '```sh', mended, '```', ''] : [mended, '']),
  ].join('\n')
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
