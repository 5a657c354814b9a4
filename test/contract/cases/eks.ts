import { beforeEach, describe, expect, test } from 'vitest'
import { clusterNames } from '../../../src/aws/cluster-names.ts'
import type { CallContext } from '../../../src/net/call-context.ts'
import { awsAs, codeOf, failureOf, kubeAs, sessionAs } from '../ports.ts'
import { ACCOUNT, REGION, type Server } from '../server.ts'

const CONTEXT: CallContext = { signal: new AbortController().signal, emit: () => {} }

export function eksCases(server: () => Server): void {
  beforeEach(() => server().reset())

  describe('EKS', () => {
    test('a cluster is told with its ARN, endpoint, authority and issuer', async () => {
      const cluster = await awsAs(server()).cluster(server().cluster)
      expect(cluster).toMatchObject({
        name: 'lab',
        arn: `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/lab`,
        status: 'ACTIVE',
        issuer: server().issuer,
        publicAccess: true,
      })
      expect(cluster?.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
      expect(cluster?.certificateAuthority).toContain('BEGIN CERTIFICATE')
    })
    test('a cluster that is not there is absent', async () => {
      expect(await awsAs(server()).cluster('nothing')).toBeUndefined()
    })
    test('no cluster without the right to describe it', async () => {
      const nobody = awsAs(server(), await server().addUser('eks-nobody', []))
      expect((await failureOf(nobody.cluster('lab'))).message).toContain(
        `not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:${REGION}:${ACCOUNT}:cluster/lab`,
      )
    })
    test('more clusters than a page holds are listed whole, and only with the right to', async () => {
      const names = Array.from({ length: 101 }, (_, at) => `page-${String(at).padStart(3, '0')}`)
      await Promise.all(names.map((name) => server().addCluster({ name, issuer: server().issuer, jwks: { keys: [] } })))
      const listed = await clusterNames(sessionAs(server()), CONTEXT)
      expect(listed).toEqual(expect.arrayContaining(['lab', ...names]))
      expect(new Set(listed).size).toBe(listed.length)
      const nobody = sessionAs(server(), await server().addUser('eks-unlisted', []))
      const failure = await failureOf(clusterNames(nobody, CONTEXT))
      expect([failure.code, failure.message]).toEqual([
        'aws-access-denied',
        expect.stringContaining('not authorized to perform: eks:ListClusters'),
      ])
    })
    test('pod identity associations of a cluster without any are none', async () => {
      expect(await awsAs(server()).podIdentityAssociations('lab', 'flux-system')).toEqual([])
    })
  })

  describe('EKS tokens', () => {
    test('one of the account that made the cluster is let in', async () => {
      const { kube } = await kubeAs(server())
      expect(await kube.version()).toMatch(/^v1\.\d+/)
      expect((await kube.get({ kind: 'Namespace', name: 'default' }))?.metadata.name).toBe('default')
    })
    const refused: [string, Parameters<typeof kubeAs>[1]][] = [
      ['for another cluster', { cluster: 'another' }],
      ['signed sixteen minutes ago', { now: new Date(Date.now() - 16 * 60_000) }],
      ['with a wrong secret key', { keys: { accessKeyId: 'AKIALABROOT000000000', secretAccessKey: 'wrong' } }],
      ['of a key that AWS does not know', { keys: { accessKeyId: 'AKIANOSUCHKEY0000000', secretAccessKey: 'x' } }],
    ]
    test.each(refused)('one %s is refused', async (_, given) => {
      const { kube } = await kubeAs(server(), given)
      const failure = await failureOf(kube.get({ kind: 'Namespace', name: 'default' }))
      expect([failure.code, failure.exitCode]).toEqual(['kube-unauthorized', 4])
    })
    test('one of a user without an access entry is refused', async () => {
      const { kube } = await kubeAs(server(), { keys: await server().addUser('no-entry', []) })
      expect(await codeOf(kube.get({ kind: 'Namespace', name: 'default' }))).toBe('kube-unauthorized')
    })
    test('one of a user with an access entry may what its group may, and is told what it may not', async () => {
      const { kube } = await kubeAs(server(), { keys: await server().addUser('entry', [], ['contract-readers']) })
      const failure = await failureOf(kube.list({ kind: 'Secret', namespace: 'kube-system' }))
      expect(failure.code).toBe('kube-forbidden')
      expect(failure.message).toContain(
        `secrets is forbidden: User "arn:aws:iam::${ACCOUNT}:user/entry" cannot list resource "secrets" in API group "" in the namespace "kube-system"`,
      )
    })
  })
}
