import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { kubeAs, type Kube } from '../ports.ts'
import { ACCOUNT, type Server } from '../server.ts'
import { newNamespace, podOf } from './namespace.ts'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`
const ANNOTATION = 'eks.amazonaws.com/role-arn'

interface PodSpec {
  containers: { env?: { name: string; value?: string }[]; volumeMounts?: { name: string; mountPath: string }[] }[]
  volumes?: {
    name: string
    projected?: { sources: { serviceAccountToken?: { audience: string; expirationSeconds: number; path: string } }[] }
  }[]
}

/** The webhook that gives pods their identity, and the ReplicaSet that brings a deleted pod back. */
export function podCases(server: () => Server): void {
  let kube: Kube
  let namespace = ''
  beforeAll(async () => {
    ;({ kube } = await kubeAs(server()))
    namespace = await newNamespace(kube)
  })
  afterAll(() => kube.delete({ kind: 'Namespace', name: namespace }))

  const account = (name: string, annotations?: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, ...(annotations ? { annotations } : {}) },
  })
  const envOf = (pod: KubeObject | undefined) => (pod?.['spec'] as PodSpec | undefined)?.containers[0]?.env ?? []
  const roleIn = (pod: KubeObject | undefined) => envOf(pod).find((entry) => entry.name === 'AWS_ROLE_ARN')?.value
  const pod = (name: string) => kube.get({ kind: 'Pod', namespace, name })
  let count = 0
  /** The webhook learns of an annotation by a watch of its own, so the first pods may come too early. */
  const injected = async (serviceAccount: string) => {
    let made: KubeObject | undefined
    await expect
      .poll(async () => roleIn((made = await kube.create(podOf(namespace, `p${count++}`, serviceAccount)))), {
        timeout: 10_000,
        interval: 200,
      })
      .toBe(ROLE)
    return made!
  }

  describe('pod identity webhook', () => {
    test('a pod is born with the role of its ServiceAccount: environment, token volume and mount', async () => {
      await kube.create(account('reader', { [ANNOTATION]: ROLE }))
      const made = await injected('reader')
      expect(Object.fromEntries(envOf(made).map(({ name, value }) => [name, value]))).toEqual({
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_REGION: 'eu-west-1',
        AWS_ROLE_ARN: ROLE,
        AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
      })
      const spec = made['spec'] as PodSpec
      const token = spec.volumes?.find((volume) => volume.name === 'aws-iam-token')?.projected?.sources[0]?.serviceAccountToken
      expect(token).toEqual({ audience: 'sts.amazonaws.com', expirationSeconds: 86400, path: 'token' })
      expect(spec.containers[0]?.volumeMounts?.find((mount) => mount.name === 'aws-iam-token')?.mountPath).toBe(
        '/var/run/secrets/eks.amazonaws.com/serviceaccount',
      )
    })
    test('a pod that is there already stays without, whatever is annotated or patched later', async () => {
      await kube.create(account('late'))
      await kube.create(podOf(namespace, 'early', 'late'))
      await kube.mergePatch({ kind: 'ServiceAccount', namespace, name: 'late' }, { metadata: { annotations: { [ANNOTATION]: ROLE } } })
      await injected('late')
      await kube.mergePatch({ kind: 'Pod', namespace, name: 'early' }, { metadata: { labels: { touched: 'yes' } } })
      expect(roleIn(await pod('early'))).toBeUndefined()
    })
    test('the annotation for another audience and lifetime is honoured', async () => {
      await kube.create(
        account('special', { [ANNOTATION]: ROLE, 'eks.amazonaws.com/audience': 'other', 'eks.amazonaws.com/token-expiration': '3600' }),
      )
      const made = await injected('special')
      const token = (made['spec'] as PodSpec).volumes?.find((volume) => volume.name === 'aws-iam-token')?.projected?.sources[0]
        ?.serviceAccountToken
      expect(token).toMatchObject({ audience: 'other', expirationSeconds: 3600 })
    })
  })

  describe('controller pods', () => {
    test("a Deployment's pod that is deleted comes back with its ServiceAccount's role", async () => {
      await kube.create(account('worker'))
      const labels = { app: 'worker' }
      await kube.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'worker', namespace },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { serviceAccountName: 'worker', containers: [{ name: 'manager', image: 'manager' }] } },
        },
      })
      const ready = (object: KubeObject) =>
        ((object['status'] as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(
          (one) => one.type === 'Ready' && one.status === 'True',
        )
      const living = (pods: KubeObject[]) => pods.filter((one) => !one.metadata.deletionTimestamp)
      const selection = { kind: 'Pod', namespace, labels: 'app=worker' }
      const [first] = living(await kube.waitForList(selection, (pods) => living(pods).some(ready)))
      expect(roleIn(first)).toBeUndefined()
      await kube.mergePatch({ kind: 'ServiceAccount', namespace, name: 'worker' }, { metadata: { annotations: { [ANNOTATION]: ROLE } } })
      await injected('worker')
      await kube.delete({ kind: 'Pod', namespace, name: first?.metadata.name ?? '' }, { uid: first?.metadata.uid ?? '' })
      const [second] = living(
        await kube.waitForList(selection, (pods) => living(pods).some((one) => one.metadata.uid !== first?.metadata.uid && ready(one))),
      )
      expect(roleIn(second)).toBe(ROLE)
      expect(second?.metadata.ownerReferences?.[0]?.kind).toBe('ReplicaSet')
    })
  })
}
