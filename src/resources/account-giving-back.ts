import { ANNOTATION_MADE, ANNOTATION_PREVIOUS_ROLE, MARKS, ROLE_ARN_ANNOTATION, type Part } from '../domain/ownership.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { WritePorts } from '../model/ports.ts'
import type { KubeObject } from '../model/kube.ts'

/** One that we made, that nobody else ever wrote and no pod uses, goes; any other gives our annotations back. */
export async function takeBack({ namespace, name }: ServiceAccountName, part: Part, ports: WritePorts): Promise<void> {
  if (part === 'flux') return giveBack({ namespace, name }, part, ports)
  const [found, users] = await Promise.all([
    ports.kube.get({ kind: 'ServiceAccount', namespace, name }),
    ports.kube.list({ kind: 'Pod', namespace, fields: `spec.serviceAccountName=${name}` }),
  ])
  if (!found) return
  if (!isOursAlone(found, part) || (users ?? []).length > 0) return giveBack({ namespace, name }, part, ports, found)
  await ports.kube.delete({ kind: 'ServiceAccount', namespace, name }, uid(found))
}

/** Whether we made it, and nobody else ever wrote it. */
export function isOursAlone({ metadata }: KubeObject, part: Part): boolean {
  const isAlone = (metadata.managedFields ?? []).every((entry) => entry.manager === MARKS[part].fieldManager)
  return isAlone && metadata.annotations?.[ANNOTATION_MADE] !== undefined
}

/** Takes our annotations off by applying none; an earlier value that we recorded comes back (and is nobody's then but the past's). */
export async function giveBack(
  { namespace, name }: ServiceAccountName,
  part: Part,
  { kube }: WritePorts,
  seen?: KubeObject,
): Promise<void> {
  const ref = { kind: 'ServiceAccount', namespace, name }
  const found = seen ?? (await kube.get(ref))
  if (!found) return
  const previous = found.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE]
  const { fieldManager } = MARKS[part]
  await kube.apply(
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, ...uid(found) } },
    { force: true, fieldManager },
  )
  // Who held it together with us holds it still.
  if (previous && (await kube.get(ref))?.metadata.annotations?.[ROLE_ARN_ANNOTATION] !== previous)
    await kube.mergePatch(
      ref,
      { metadata: { ...uid(found), annotations: { [ROLE_ARN_ANNOTATION]: previous } } },
      { fieldManager: 'flux-irsa-restored' },
    )
}

/** So that only this very object is deleted. */
export function uid(object: KubeObject): { uid: string } | Record<string, never> {
  return object.metadata.uid ? { uid: object.metadata.uid } : {}
}
