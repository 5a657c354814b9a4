import { desire } from '../../src/flux/desire.ts'
import { oidcProviderArn } from '../../src/domain/issuer.ts'
import { descriptionFor } from '../../src/identity/iam-marks.ts'
import {
  ANNOTATION_GRANT,
  ANNOTATION_MADE,
  ANNOTATION_OWNER,
  MARKS,
  RELEASE_LABEL,
  ROLE_ARN_ANNOTATION,
} from '../../src/domain/ownership.ts'
import { releaseDescription } from '../../src/flux/names.ts'
import { fluxPart, type Desired, type DesiredRelease, type Identity } from '../../src/model/desired.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../src/model/kube.ts'
import type { Release } from '../../src/model/helm.ts'
import type { Role } from '../../src/model/aws.ts'
import type { Settings } from '../../src/model/settings.ts'
import type { World } from '../../src/model/world.ts'
import { load } from '../config/load.ts'

const ACCOUNT = '111122223333'
const CLUSTER_ARN = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/lab`
const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E'
const NAMESPACE = 'flux-system'

/** A cluster, and an account, in which nothing of Flux is. */
export function emptyWorld(): World {
  return {
    cluster: {
      name: 'lab',
      arn: CLUSTER_ARN,
      status: 'ACTIVE',
      version: '1.34',
      endpoint: 'https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com',
      certificateAuthority: '',
      issuer: ISSUER,
      publicAccess: true,
      privateAccess: true,
    },
    caller: { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/alice` },
    region: 'eu-west-1',
    partition: 'aws',
    part: 'flux',
    provider: undefined,
    roles: [],
    candidates: [],
    policies: new Map(),
    namespace: undefined,
    namespaces: [],
    serviceAccounts: [],
    associations: [],
    secrets: new Map(),
    releases: [],
    instance: undefined,
    flux: [],
    operator: undefined,
    pods: [],
  }
}

/** The settings of `flux-irsa install --cluster lab` with these arguments more. */
async function settingsOf(args: string[] = []): Promise<Settings> {
  return (await load(['install', '--cluster', 'lab', ...args])).settings
}

/** What stands after an install with these arguments, in every detail that the planner reads. */
export async function installedWorld(args: string[] = []): Promise<World> {
  const empty = emptyWorld()
  const { desired } = desire(await settingsOf(args), empty)
  const flux = fluxPart(desired)
  const roles = desired.identities.map((identity) => roleOf(identity))
  const annotations = { [ANNOTATION_OWNER]: CLUSTER_ARN }
  return {
    ...empty,
    provider: {
      arn: oidcProviderArn(CLUSTER_ARN, ISSUER),
      url: ISSUER,
      clientIds: ['sts.amazonaws.com'],
      tags: { [MARKS.flux.tag]: CLUSTER_ARN },
    },
    roles,
    candidates: roles,
    policies: new Map(
      desired.identities.flatMap(({ policy }) =>
        policy
          ? [[policy.arn, { ...policy, description: descriptionFor('policy', 'flux', CLUSTER_ARN), versionId: 'v1', attachmentCount: 1 }]]
          : [],
      ),
    ),
    namespace: objectOf('Namespace', NAMESPACE, { annotations }),
    namespaces: [NAMESPACE],
    serviceAccounts: desired.identities.flatMap((identity) => accountsOf(identity)),
    releases: [releaseOf(flux.operator), releaseOf(flux.instance)],
    instance: objectOf('FluxInstance', 'flux', {}, { spec: flux.instance.spec }),
    operator: objectOf('Deployment', 'flux-operator', {}, { spec: { replicas: 1 } }),
    pods: desired.identities.flatMap((identity) => identity.serviceAccounts.map(({ name }) => podOf(name, identity.role.arn))),
  }
}

/** An object of the cluster; our field manager holds what is annotated, unless another one is named. */
export function objectOf(
  kind: string,
  name: string,
  metadata: Partial<KubeObject['metadata']> = {},
  rest: Record<string, unknown> = {},
  manager: string = MARKS.flux.fieldManager,
): KubeObject {
  const namespaced = kind === 'Namespace' ? {} : { namespace: NAMESPACE }
  const managedFields = [holding(manager, Object.keys(metadata.annotations ?? {}))]
  return { apiVersion: 'v1', kind, metadata: { name, ...namespaced, uid: `uid-of-${name}`, managedFields, ...metadata }, ...rest }
}

/** What server-side apply notes of who holds these annotations. */
function holding(manager: string, annotations: string[]): ManagedFieldsEntry {
  const fields = Object.fromEntries(annotations.map((key) => [`f:${key}`, {}]))
  return { manager, operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:annotations': fields } } }
}

function roleOf({ role, policy, attached }: Identity): Role {
  const { arn, name, path, tags, statement, boundary } = role
  return {
    arn,
    name,
    path,
    tags,
    ...(boundary ? { boundary } : {}),
    id: `AROA${name.length}`,
    trust: { Version: '2012-10-17', Statement: [statement] },
    attached: [...(policy ? [policy.arn] : []), ...attached],
  }
}

function accountsOf({ role, grant, serviceAccounts }: Identity): KubeObject[] {
  const annotations = {
    [ROLE_ARN_ANNOTATION]: role.arn,
    [ANNOTATION_OWNER]: CLUSTER_ARN,
    [ANNOTATION_GRANT]: grant,
    [ANNOTATION_MADE]: 'true',
  }
  return serviceAccounts.map(({ name }) => objectOf('ServiceAccount', name, { annotations }))
}

function releaseOf({ name, version, values, charts }: DesiredRelease): Release {
  return {
    name,
    namespace: NAMESPACE,
    revision: 1,
    status: 'deployed',
    chart: { name, version, appVersion: version },
    values,
    description: releaseDescription(charts),
    labels: { [RELEASE_LABEL]: 'owned' },
    manifest: '',
    changedAt: 0,
  }
}

/** A pod of this controller that the webhook gave the role, or none. */
export function podOf(account: string, roleArn?: string): KubeObject {
  const env = roleArn
    ? [
        { name: 'AWS_ROLE_ARN', value: roleArn },
        { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/var/run/secrets/token' },
      ]
    : []
  const token = { name: 'aws-iam-token', projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com' } }] } }
  const container = { name: 'manager', env, volumeMounts: [{ name: 'aws-iam-token', mountPath: '/var/run/secrets' }] }
  const spec = { serviceAccountName: account, containers: [container], volumes: [token] }
  return objectOf('Pod', `${account}-0`, {}, { spec, status: { phase: 'Running' } })
}

/** What shall be there, of a world and these arguments. */
export async function desiredFor(world: World, args: string[] = []): Promise<{ settings: Settings; desired: Desired }> {
  const settings = await settingsOf(args)
  return { settings, desired: desire(settings, world).desired }
}
