import type { CallContext } from '../net/call-context.ts'
import type { KubeObject, KubeReader, NamedObject } from '../model/kube.ts'
import type { discoverKinds } from './discovery.ts'
import { listAll, metadataOf, readContents } from './namespace-contents.ts'
import type { Api } from './request.ts'

/**
 * Reads of kinds that are known to the API server alone (`served`): what somebody's manifest names, what an API group or a namespace
 * holds. Metadata only, so no Secret's value travels. Throws a Failure where one object cannot be read; a kind that is not served has no objects.
 */
export function anyKind(
  api: Api,
  context: CallContext,
  served: () => ReturnType<typeof discoverKinds>,
): Pick<KubeReader, 'find' | 'ofGroups' | 'contents'> {
  return {
    contents: async (namespace) => readContents(api, context, namespace, await served()),
    find: async (refs) => {
      const { kinds } = await served()
      const found = await Promise.all(
        refs.map(async (ref): Promise<KubeObject[]> => {
          const { apiVersion, kind } = ref
          const [group, version] = partsOf(ref)
          const known = kinds.find((candidate) => candidate.group === group && candidate.kind === kind)
          const metadata = known && (await metadataOf(api, { ...known, version }, ref))
          return metadata ? [{ apiVersion, kind, metadata }] : []
        }),
      )
      return found.flat()
    },
    ofGroups: async (isWanted) => {
      const { kinds, unlisted } = await served()
      const wanted = kinds.filter(({ group, verbs }) => isWanted(group) && verbs.includes('delete'))
      const found = await listAll(api, context, wanted)
      const silent = unlisted.filter(({ what }) => isWanted(what.split('/')[0] ?? ''))
      return { objects: found.objects, unlisted: [...silent, ...found.unlisted] }
    },
  }
}

function partsOf({ apiVersion }: NamedObject): [group: string, version: string] {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? ['', first] : [first, second]
}
