import { Failure } from '../domain/failure.ts'
import type { KubeReader, KubeWriter } from '../model/kube.ts'

/** The API of a cluster that no longer exists: nothing is there, and nothing can be written. */
export function absentKube(cluster: string): KubeReader & KubeWriter {
  const gone = () =>
    Promise.reject(
      new Failure({
        code: 'cluster-gone',
        source: 'bug',
        message: `the cluster "${cluster}" does not exist, so nothing can be written to it`,
      }),
    )
  const absent: KubeReader & KubeWriter = {
    endpoint: '',
    knowingKinds: () => absent,
    version: gone,
    get: () => Promise.resolve(undefined),
    list: () => Promise.resolve(undefined),
    find: () => Promise.resolve([]),
    ofGroups: () => Promise.resolve({ objects: [], unlisted: [] }),
    contents: () => Promise.resolve({ objects: [], livingOwners: new Set<string>(), unlisted: [] }),
    waitFor: () => Promise.resolve(undefined),
    waitForList: () => Promise.resolve([]),
    mayI: gone,
    token: gone,
    apply: gone,
    mergePatch: gone,
    create: gone,
    replace: gone,
    evict: gone,
    delete: () => Promise.resolve(),
  }
  return absent
}
