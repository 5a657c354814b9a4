import {
  DescribeClusterCommand,
  DescribePodIdentityAssociationCommand,
  ListClustersCommand,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks'
import { expect, test } from 'vitest'
import { addCluster, addUser } from '../../../src/sandbox/aws/index.ts'
import { allow, issuer, refusal, useSandbox } from './sandbox.ts'

const fixture = useSandbox()
const describe = (name: string) => fixture.eks.send(new DescribeClusterCommand({ name }))

test('a cluster tells its ARN, endpoint, certificate authority and issuer', async () => {
  const { cluster } = await describe('main')
  expect(cluster).toMatchObject({
    arn: 'arn:aws:eks:eu-west-1:123456789012:cluster/main',
    status: 'ACTIVE',
    endpoint: 'https://127.0.0.1:6443',
    identity: { oidc: { issuer } },
    resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: false },
  })
  expect(Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64').toString()).toBe(fixture.pki.ca)
})

test('a cluster that is being created has neither endpoint nor issuer', async () => {
  const [main] = fixture.aws.account.clusters
  addCluster(fixture.aws.account, { ...main!, name: 'young', status: 'CREATING' })
  const { cluster } = await describe('young')
  expect([cluster?.status, cluster?.endpoint, cluster?.identity]).toEqual(['CREATING', undefined, undefined])
})

test('a cluster that is not there, or in another region, is not found', async () => {
  const [main] = fixture.aws.account.clusters
  addCluster(fixture.aws.account, { ...main!, name: 'far', region: 'us-east-1' })
  const notFound = (name: string) => ({ name: 'ResourceNotFoundException', status: 404, message: `No cluster found for name: ${name}.` })
  expect(await refusal(describe('far'))).toEqual(notFound('far'))
  expect(await refusal(describe('none'))).toEqual(notFound('none'))
  const { clusters } = await fixture.eks.send(new ListClustersCommand({}))
  expect(clusters).toContain('main')
  expect(clusters).not.toContain('far')
})

test('pod identity associations are listed by ServiceAccount, and described with their role', async () => {
  const [main] = fixture.aws.account.clusters
  const association = { id: 'a-1', namespace: 'flux-system', serviceAccount: 'one', roleArn: 'arn:aws:iam::123456789012:role/x' }
  main!.podIdentity = [association, { ...association, id: 'a-2', serviceAccount: 'two' }]
  const wanted = { clusterName: 'main', namespace: 'flux-system', serviceAccount: 'one' }
  const { associations } = await fixture.eks.send(new ListPodIdentityAssociationsCommand(wanted))
  expect(associations).toMatchObject([{ associationId: 'a-1', serviceAccount: 'one' }])
  const described = await fixture.eks.send(new DescribePodIdentityAssociationCommand({ clusterName: 'main', associationId: 'a-1' }))
  expect(described.association?.roleArn).toBe(association.roleArn)
})

test('DescribeCluster can be allowed for one cluster alone', async () => {
  const clusterArn = 'arn:aws:eks:eu-west-1:123456789012:cluster/main'
  const { eks } = fixture.as(addUser(fixture.aws.account, 'ci', [allow(['eks:DescribeCluster'], clusterArn)]))
  expect((await eks.send(new DescribeClusterCommand({ name: 'main' }))).cluster?.arn).toBe(clusterArn)
  expect(await refusal(eks.send(new ListClustersCommand({})))).toMatchObject({ name: 'AccessDeniedException', status: 403 })
})
