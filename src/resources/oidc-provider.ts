import { isAlreadyThere } from './already.ts'
import { ourRoles } from '../identity/ours.ts'
import { TAG_CLUSTER, tagOwner } from '../domain/ownership.ts'
import { trustsProvider } from '../domain/trust-policy.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'

const ID = 'oidc-provider'

/** The IAM OIDC provider of the cluster's issuer: shared by every role of the cluster, so it is made or completed, seldom removed. */
export const oidcProvider: Resource = {
  name: ID,
  place: 'aws',
  stations: ['provider'],
  isNoSign: true,

  plan: (desired, world) => {
    const { arn, clientId } = desired.provider
    const base: ActionBase = { id: ID, resource: ID, name: arn }
    if (!world.provider) return [action({ ...base, kind: 'create', changes: [{ path: 'clientIds', before: null, after: [clientId] }] })]
    const { clientIds } = world.provider
    if (clientIds.includes(clientId)) return [action({ ...base, kind: 'keep' })]
    return [action({ ...base, kind: 'update', changes: [{ path: 'clientIds', before: clientIds, after: [...clientIds, clientId] }] })]
  },

  apply: async (step, { desired, ports }) => {
    const { arn, url, clientId } = desired.provider
    if (step.kind === 'update') return ports.aws.addClientId(arn, clientId)
    await ports.aws.createOidcProvider(url, clientId, { [TAG_CLUSTER]: desired.clusterArn }).catch(async (error: unknown) => {
      const found = isAlreadyThere(error) ? await ports.aws.oidcProvider(arn) : undefined
      if (!found) throw error
      if (!found.clientIds.includes(clientId)) await ports.aws.addClientId(arn, clientId)
    })
  },

  planRemoval: (world, { deleteOidcProvider, onlyIrsa }) => {
    if (!world.provider || !deleteOidcProvider || onlyIrsa) return []
    if (tagOwner(world.provider.tags, world.cluster.arn) !== 'ours') return []
    const { arn } = world.provider
    const base: ActionBase = { id: ID, resource: ID, name: arn }
    const ours = new Set(ourRoles(world).map((role) => role.name))
    const others = world.roles.filter((role) => trustsProvider(role.trust, arn) && !ours.has(role.name))
    if (others.length > 0) {
      return [action({ ...base, kind: 'keep', reason: `other roles trust it: ${others.map((role) => role.name).join(', ')}` })]
    }
    return [action({ ...base, kind: 'remove', needs: ['iam-role', 'kubernetes'] })]
  },

  remove: async (_step, { world, ports }) => {
    if (!world.provider) return
    const { arn } = world.provider
    const roles = await ports.aws.roles()
    if (roles.some((role) => trustsProvider(role.trust, arn))) return
    await ports.aws.deleteOidcProvider(arn)
  },

  stays: async (world, _kube, removal) => {
    if (!world.provider || tagOwner(world.provider.tags, world.cluster.arn) !== 'ours') return []
    const { arn } = world.provider
    const others = world.roles.filter((role) => trustsProvider(role.trust, arn)).map((role) => role.name)
    if (others.length > 0) return [{ resource: ID, name: arn, reason: `other roles trust it: ${others.join(', ')}`, expected: true }]
    if (removal.deleteOidcProvider) return []
    const reason = 'made by flux-irsa; other roles may come to need it: --delete-oidc-provider removes it'
    return [{ resource: ID, name: arn, reason, expected: true }]
  },
}
