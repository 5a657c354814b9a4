/** What `npm audit --json` answers, as far as it is looked at. */
interface Audit {
  vulnerabilities?: Record<string, { name: string; severity: string; nodes: string[]; via: (string | { title: string })[] }> | null
  message?: string
}

export function bundledFolders(): Promise<string[]>
export function vulnerabilitiesOf(audit: Audit | null, folders: string[]): string[]
