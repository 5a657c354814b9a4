import { AUDIENCE } from '../../domain/trust-policy.ts'
import { fail, notApplicable, pass, type Check } from '../kernel/check.ts'
import type { Facts } from '../kernel/facts.ts'

const section = 'oidc-provider'

/** Of a Flux that no install takes over: neither a controller nor an object needs an identity. */
async function isUnused({ settings, awsUses }: Facts): Promise<boolean> {
  if (!settings.isForeign || settings.serviceAccounts.length > 0) return false
  return (await awsUses()).every(({ account }) => account === undefined)
}

export const OIDC_PROVIDER: Check[] = [
  {
    id: 'oidc-provider',
    section,
    severity: 'fail',
    title: "IAM has an OIDC provider for the cluster's issuer",
    needs: [],
    async run(facts) {
      const { oidcProvider, providerArn, cluster, settings } = facts
      if (await isUnused(facts)) return notApplicable('no ServiceAccount of this Flux asks AWS for anything')
      if (await oidcProvider()) return pass(providerArn)
      return fail(`this account has no IAM OIDC provider for ${cluster.issuer}`, {
        evidence: [`expected: ${providerArn}`],
        cause: 'oidc-provider-missing',
        fix: settings.install,
      })
    },
  },
  {
    id: 'oidc-client-id',
    section,
    severity: 'fail',
    title: `the OIDC provider accepts the audience ${AUDIENCE}`,
    needs: ['oidc-provider'],
    async run(facts) {
      const { oidcProvider, providerArn, settings } = facts
      if (await isUnused(facts)) return notApplicable('no ServiceAccount of this Flux asks AWS for anything')
      const clientIds = (await oidcProvider())?.clientIds ?? []
      if (clientIds.includes(AUDIENCE)) return pass(`client id ${AUDIENCE}`)
      return fail(`the OIDC provider does not list the client id ${AUDIENCE}`, {
        evidence: [`provider: ${providerArn}`, `client ids: ${clientIds.join(', ') || 'none'}`],
        cause: 'trust-wrong-audience',
        fix: settings.install,
      })
    },
  },
]
