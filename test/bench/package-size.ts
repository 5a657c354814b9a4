import { execFileSync } from 'node:child_process'

/** The package as npm would publish it. */
export async function packedSize(): Promise<string[]> {
  const [info] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' })) as {
    size: number
    entryCount: number
  }[]
  return [`packed, ${info?.entryCount ?? 0} files, nothing to install`, `${((info?.size ?? 0) / 1024).toFixed(0)} KiB`, '1024 KiB']
}
