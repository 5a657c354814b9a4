import type { KubeObject, KubeReader, Ref, Selection } from '../model/kube.ts'

/**
 * The same reader for one look at the cluster: `get` and `list` are asked once each, and an object of a list that was read whole is not
 * asked for again. Waits, tokens and reviews are as they were.
 */
export function readingOnce(kube: KubeReader): KubeReader {
  const lists = new Map<string, Promise<KubeObject[] | undefined>>()
  const objects = new Map<string, Promise<KubeObject | undefined>>()

  function list(selection: Selection): Promise<KubeObject[] | undefined> {
    return remembered(lists, keyOf(selection), () => kube.list(selection))
  }

  function get(ref: Ref): Promise<KubeObject | undefined> {
    const { name, ...where } = ref
    const whole = lists.get(keyOf(where))
    if (!whole) return remembered(objects, keyOf(ref), () => kube.get(ref))
    return whole.then(
      (all) => all?.find(({ metadata }) => metadata.name === name),
      // Who may not list may still be allowed to read the one.
      () => remembered(objects, keyOf(ref), () => kube.get(ref)),
    )
  }

  return { ...kube, get, list }
}

function keyOf(of: Partial<Ref & Selection>): string {
  const { kind, apiVersion = '', namespace = '', name = '', labels = '', fields = '' } = of
  return JSON.stringify([kind, apiVersion, namespace, name, labels, fields])
}

function remembered<T>(memory: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? read()
  memory.set(key, known)
  return known
}
