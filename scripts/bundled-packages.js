import { readFile } from 'node:fs/promises'

/** The folders of the packages that are in the bundle, by the bundler's own account of it, so that no list can fall behind. */
export async function bundledFolders() {
  const { outputs } = JSON.parse(await readFile('dist/meta.json', 'utf8'))
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
  return [...new Set(files.map(packageFolder))].filter((folder) => folder !== undefined)
}

/** `node_modules/a` or `node_modules/@scope/a`, the innermost one, of a file in it. */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]
}

/**
 * What `npm audit --json` knows against packages that are in the bundle, a line each, worst first. Throws where the answer is none: silence
 * of the registry is no clean bill.
 */
export function vulnerabilitiesOf(audit, folders) {
  if (typeof audit?.vulnerabilities !== 'object' || audit.vulnerabilities === null) {
    throw new Error(`npm audit did not answer: ${audit?.message ?? audit?.error?.summary ?? 'no vulnerabilities in its report'}`)
  }
  const ranks = ['critical', 'high', 'moderate', 'low', 'info']
  return Object.values(audit.vulnerabilities)
    .filter(({ nodes }) => nodes.some((node) => folders.includes(node)))
    .toSorted((a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity))
    .map(
      ({ name, severity, via }) =>
        `${severity}: ${name}: ${via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title)).join('; ')}`,
    )
}
