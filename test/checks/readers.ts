import { AUDIENCE } from '../../src/domain/web-identity.ts'
import type { AwsReader, Credentials } from '../../src/model/aws.ts'
import type { KubeObject, KubeReader } from '../../src/model/kube.ts'
import type { World } from './world.ts'

/** What the ports hand out and nobody may see; the last is the head of every token. */
export const SECRETS = ['ASIASECRETKEYID', 'secret-access-key', 'session-token', 'registry-login', 'eyJhbGciOiJub25lIn0'] as const

export function awsOf(world: World): AwsReader {
  async function answer<T>(name: string, key: string, value: () => T): Promise<T> {
    world.calls.push(`${name} ${key}`)
    const refusal = world.refusals[name]
    if (refusal) throw refusal
    return value()
  }
  const unused = (name: string) => async (): Promise<never> => {
    throw new Error(`verify does not call ${name}`)
  }
  return {
    callerIdentity: unused('callerIdentity'),
    cluster: unused('cluster'),
    roles: unused('roles'),
    roleItself: unused('roleItself'),
    policyTags: unused('policyTags'),
    policyVersions: unused('policyVersions'),
    quotas: unused('quotas'),
    nodeRoles: (cluster) => answer('nodeRoles', cluster, () => world.nodeRoles),
    repositoryPolicy: ({ account, name }) => answer('repositoryPolicy', `${account}/${name}`, () => world.repositoryPolicies[name]),
    podIdentityAssociations: (_cluster, namespace) => answer('podIdentityAssociations', namespace, () => world.associations),
    podIdentityRole: (_cluster, id) => answer('podIdentityRole', id, () => world.associations.find((each) => each.id === id)?.roleArn),
    oidcProvider: (arn) => answer('oidcProvider', arn, () => (world.provider?.arn === arn ? world.provider : undefined)),
    role: (name) => answer('role', name, () => world.roles.find((role) => role.name === name)),
    inlinePolicies: (role) => answer('inlinePolicies', role, () => world.inline),
    policy: (arn) => answer('policy', arn, () => world.policies.find((policy) => policy.arn === arn)),
    assumeRoleWithWebIdentity: ({ roleArn, token }) =>
      answer('assumeRoleWithWebIdentity', `${roleArn} ${token}`, (): Credentials => ({
        accessKeyId: SECRETS[0],
        secretAccessKey: SECRETS[1],
        sessionToken: SECRETS[2],
      })),
    identityOf: () => answer('identityOf', '', () => 'arn:aws:sts::123456789012:assumed-role/role/session'),
    registryLogin: (_credentials, region) => answer('registryLogin', region, () => SECRETS[3]),
    listTags: ({ host, repository }) => answer('listTags', `${host}/${repository}`, () => ['v1']),
  }
}

export function kubeOf(world: World): KubeReader {
  async function answer<T>(name: string, key: string, value: () => T): Promise<T> {
    world.calls.push(`${name} ${key}`)
    const refusal = world.refusals[name] ?? world.refusals[`${name} ${key}`]
    if (refusal) throw refusal
    return value()
  }
  const claims = (issuer: string) => Buffer.from(JSON.stringify({ iss: issuer })).toString('base64url')
  return {
    get endpoint() {
      return world.kubeEndpoint
    },
    version: () => answer('version', '', () => 'v1.34.1'),
    get: ({ kind, name, namespace }) =>
      answer('get', `${kind} ${name}`, () =>
        world.objects.find((each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === namespace),
      ),
    list: ({ kind, namespace, fields }) =>
      answer('list', fields ? `${kind} ${fields}` : kind, () => {
        const isPending = (object: KubeObject) => (object['status'] as { phase?: string } | undefined)?.phase === 'Pending'
        const found = world.objects.filter(
          (each) => each.kind === kind && (namespace === undefined || each.metadata.namespace === namespace),
        )
        return world.unserved.includes(kind) ? undefined : found.filter((object) => !fields || isPending(object))
      }),
    knowingKinds: () => {
      throw new Error('no check asks which kinds there are')
    },
    find: () => Promise.reject(new Error('no check looks for objects of any kind')),
    ofGroups: () => Promise.reject(new Error('no check counts the objects of a group')),
    contents: () => Promise.reject(new Error('no check looks at all of a namespace')),
    waitFor: async () => {
      throw new Error('verify does not wait')
    },
    waitForList: async () => {
      throw new Error('verify does not wait')
    },
    mayI: (question) =>
      answer('mayI', `${question.verb} ${question.resource}/${question.name ?? ''}`, () => ({ allowed: world.may(question) })),
    token: ({ serviceAccount: name, namespace, audience }) =>
      answer(
        'token',
        `${namespace}/${name}${audience === AUDIENCE || namespace === 'kube-system' ? '' : ` for ${audience}`}`,
        () => `${SECRETS[4]}.${claims(world.tokenIssuer)}.${name}`,
      ),
  }
}
