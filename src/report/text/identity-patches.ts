import { plainText } from './plain-text.ts'

/** Patches of a FluxInstance, those of ours taken out of them. */
export interface Patches {
  /** Name of the ServiceAccount → ARN of the role that our patch gives it. */
  roles: Map<string, string>
  others: unknown[]
}

/** `undefined` where the value is no list of patches; a value that is not there is an empty one. */
export function patchesOf(value: unknown): Patches | undefined {
  const list: unknown = value ?? []
  if (!Array.isArray(list)) return undefined
  const patches: Patches = { roles: new Map(), others: [] }
  for (const item of list as unknown[]) {
    const { target, patch } = (item ?? {}) as { target?: { kind?: unknown; name?: unknown }; patch?: unknown }
    if (typeof patch !== 'string') return undefined
    // The comment is what our own patches begin with: one that does more than set the role must be shown as it is.
    const [, role] = (patch.startsWith('# flux-irsa') && /^\s+eks\.amazonaws\.com\/role-arn: (\S+)\s*$/m.exec(patch)) || []
    if (role && target?.kind === 'ServiceAccount' && typeof target.name === 'string') patches.roles.set(target.name, role)
    else patches.others.push(item)
  }
  return patches
}

/** A patch of ours in one line. */
export function patchStory([name, role]: [name: string, role: string]): string {
  return plainText(`ServiceAccount ${name}: eks.amazonaws.com/role-arn ${role}`)
}
