import { shell } from '../../domain/shell.ts'
import type { VerifySettings } from '../kernel/settings.ts'
import type { KubeObject } from '../../model/kube.ts'

export interface Sync {
  kind?: string
  name?: string
  url?: string
  pullSecret?: string
  provider?: string
  /** Of what stands in it, where that is not the name of the source. */
  kustomization?: string
}

export function syncOf(instance: KubeObject | undefined): Sync | undefined {
  return (instance?.['spec'] as { sync?: Sync } | undefined)?.sync
}

/** The sync of a Flux without flux-operator: what its own Kustomization is applied from. */
export async function syncBehind(
  { spec, metadata }: KubeObject,
  find: (kind: string, namespace: string, name: string) => Promise<KubeObject | undefined>,
): Promise<Sync | undefined> {
  const { sourceRef } = (spec ?? {}) as { sourceRef?: { kind?: string; name?: string; namespace?: string } }
  const { kind = 'GitRepository', name = '', namespace = metadata.namespace ?? '' } = sourceRef ?? {}
  const source = await find(kind, namespace, name)
  const { url, provider, secretRef } = (source?.['spec'] ?? {}) as { url?: string; provider?: string; secretRef?: { name?: string } }
  if (!url) return undefined
  return {
    kind,
    name,
    url,
    kustomization: metadata.name,
    ...(secretRef?.name ? { pullSecret: secretRef.name } : {}),
    ...(provider ? { provider } : {}),
  }
}

/**
 * The URL stays as it is installed; a password never stands in a command, it is read from standard input, and what is read from there can
 * answer no question any more.
 */
export function credentialsFix({ install, isForeign, namespace }: VerifySettings, url: string, secret?: string): string {
  // Somebody else's Secret is edited where its owner keeps it; an install would refuse.
  if (isForeign) return shell`kubectl --namespace ${namespace} edit secret ${secret ?? namespace}`
  const keys = '--git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file ~/.ssh/known_hosts'
  return `${install} ${url.startsWith('ssh:') ? keys : '--git-password-stdin --yes'}`
}
