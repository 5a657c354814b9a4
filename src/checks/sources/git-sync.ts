import type { KubeObject } from '../../model/kube.ts'

export interface Sync {
  kind?: string
  name?: string
  url?: string
  pullSecret?: string
  provider?: string
}

export function syncOf(instance: KubeObject | undefined): Sync | undefined {
  return (instance?.['spec'] as { sync?: Sync } | undefined)?.sync
}

/**
 * The URL stays as it is installed; a password never stands in a command, it is read from standard input, and what is read from there can
 * answer no question any more.
 */
export function credentialsFix(install: string, url: string): string {
  const keys = '--git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file ~/.ssh/known_hosts'
  return `${install} ${url.startsWith('ssh:') ? keys : '--git-password-stdin --yes'}`
}
