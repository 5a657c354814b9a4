import type { Rendering } from './rendering.ts'
import { raw, shell } from '../domain/shell.ts'
import { visible } from '../domain/visible.ts'

/** The first lines of a rendered file: what it is, of which cluster, by whom. No `#` yet. */
export function titleLines({ tool, cluster }: Rendering, what: string): string[] {
  return [
    `${what} for Flux on the EKS cluster ${cluster.name} (${cluster.region}, account ${cluster.account}).`,
    `Written by ${tool}. It holds no secret.`,
  ]
}

/** How the Git Secret is made by hand; nothing where the sync names none. */
export function secretLines({ secret, namespace }: Rendering): string[] {
  if (!secret) return []
  const files = raw(secret.keys.map((key) => shell`--from-file=${key}=FILE`).join(' '))
  return [
    `Flux reads Git with the Secret ${namespace.name}/${secret.name}, whose values are never written here. Make it once:`,
    shell`  kubectl create secret generic ${secret.name} --namespace ${namespace.name} ${files}`,
  ]
}

/** Lines as comments of YAML, HCL and shell alike. */
export function commented(lines: string[]): string {
  const each = lines.flatMap((line) => visible(line).split('\n'))
  return each.map((line) => `# ${line}`.trimEnd() + '\n').join('')
}
