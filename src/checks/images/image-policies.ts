import type { KubeObject } from '../../model/kube.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { placeOf, resumeFix } from '../sources/object-fixes.ts'
import { isSuspended } from '../flux/suspension.ts'
import { shell } from '../../domain/shell.ts'

const section = 'images'

export const IMAGE_POLICIES: Check[] = [
  {
    id: 'image-policy',
    section,
    severity: 'fail',
    title: 'the ImagePolicy has found an image',
    needs: ['image-repositories'],
    async each({ all }) {
      return ((await all('ImagePolicy')) ?? []).map((policy) => ({
        name: idOf(policy),
        after: [`image/${repositoryOf(policy)}`, `image-provider/${repositoryOf(policy)}`],
      }))
    },
    run: latest,
  },
]

interface PolicySpec {
  imageRepositoryRef?: { name?: string; namespace?: string }
}
/** `latestImage` until Flux 2.6, `latestRef` from 2.7 on. Source: https://fluxcd.io/flux/components/image/imagepolicies/#latest-ref */
interface PolicyStatus {
  latestImage?: string
  latestRef?: { name?: string; tag?: string }
}

function idOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`
}

function repositoryOf(policy: KubeObject): string {
  const { imageRepositoryRef: ref } = (policy['spec'] ?? {}) as PolicySpec
  return `${ref?.namespace ?? policy.metadata.namespace}/${ref?.name ?? ''}`
}

async function latest(facts: Facts, id: string): Promise<Finding> {
  const policy = await facts.oneOf('ImagePolicy', id)
  if (!policy) throw new Error(`${id} is not among the ImagePolicies`)
  if (isSuspended(policy)) return notApplicable(`${id} is suspended`, `${id} is suspended; to go on: ${resumeFix(placeOf(policy))}`)
  const { namespace, name } = policy.metadata
  const repository = repositoryOf(policy)
  const used = await facts.imageRepository(repository)
  const edit = shell`kubectl --namespace ${namespace} edit imagepolicy ${name}`
  if (!used) {
    return fail(`${id} reads the ImageRepository ${repository}, which does not exist`, { cause: 'no-latest-image', fix: edit })
  }
  const { state, reason, message } = readinessOf(policy)
  const said = [reason, message].filter(Boolean).join(': ')
  const { latestImage, latestRef } = (policy['status'] ?? {}) as PolicyStatus
  const found = latestImage ?? (latestRef?.name && `${latestRef.name}:${latestRef.tag}`)
  const evidence = [`repository: ${repository}`]
  if (state === 'ready' && found) return pass(found, evidence)
  if (state === 'progressing' || state === 'ready')
    return undecided(`${id} has not chosen an image yet: ${said}`, { evidence, symptom: true })
  // One that waits for a scan is the scan's symptom; that no tag fits is its own.
  const waits = /not (yet )?(been )?scanned|no tags in database|not ready/i.test(message)
  return fail(`${id} has no latest image: ${said}`, { evidence, cause: 'no-latest-image', fix: edit, symptom: waits })
}
