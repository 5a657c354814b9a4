import { stringify } from 'yaml'
import { OPTIONS } from './options.ts'
import { textOf, type AllSaid, type SaidValue } from './said.ts'

/**
 * A configuration file that says these options, in the order of the option table and by its groups. Secrets must not be among them; it
 * loads again with the same meaning.
 */
export function configFileText(answers: AllSaid, schema: string): string {
  const groups = [...new Set(OPTIONS.map(({ group }) => group))]
  const parts = groups.flatMap((group) => {
    const entries = OPTIONS.filter((option) => option.group === group && option.kind !== 'secret').flatMap(
      ({ key }): [string, SaidValue][] => {
        const one = answers.get(key)
        return one ? [[key, one.value]] : []
      },
    )
    const note = notes[group]?.(answers)
    if (entries.length === 0 && !note) return []
    const yaml = entries.length > 0 ? stringify(Object.fromEntries(entries), { lineWidth: 0 }) : ''
    return [`# ${group}\n${note ? `# ${note}\n` : ''}${yaml}`]
  })
  return [head(schema), ...parts].join('\n')
}

function head(schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# Options of flux-irsa. A flag is stronger than its variable, the variable is stronger than this file:
# flux-irsa config show tells what holds. All keys are in the schema, and in docs/configuration.md.
`
}

/** What a reader of the file would look for and not find. */
const notes: Record<string, (answers: AllSaid) => string | undefined> = {
  'ECR access': (answers) =>
    answers.has('repository') ? undefined : 'Every repository of the account and region may be read; `repository` narrows that.',
  'Git source': (answers) => {
    const url = textOf(answers, 'gitUrl')
    if (url === undefined) return 'Without `gitUrl` Flux is installed and follows nothing yet.'
    const isNamed = ['gitPasswordFile', 'gitSshKeyFile', 'gitSecret'].some((key) => answers.has(key))
    return isNamed ? undefined : 'A password or token, where one is needed, comes from FLUX_IRSA_GIT_PASSWORD; it never stands here.'
  },
}
