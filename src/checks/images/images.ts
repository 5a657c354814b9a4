import type { CheckReference } from '../../model/check-ids.ts'
import { IDENTITY_CAUSES, imageCause, wayFix } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding, type Instance } from '../kernel/check.ts'
import { REFLECTOR, type Facts } from '../kernel/facts.ts'
import { usesControllerRole, type ImageUse } from './image-use.ts'
import { judgePermissions } from '../chain/policy-judgement.ts'
import { editFix, providerFix, resumeFix } from '../sources/object-fixes.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { shell } from '../../domain/shell.ts'

const section = 'images'
const KIND = 'ImageRepository'
const placed = ({ namespace, name }: ImageUse) => ({ kind: KIND, namespace, name })

/** Any broken link of these explains why the reflector gets no access. */
const CHAIN: CheckReference[] = [
  'oidc-provider',
  'oidc-client-id',
  `service-account/${REFLECTOR}`,
  `annotation/${REFLECTOR}`,
  'webhook',
  `token-audience/${REFLECTOR}`,
  `trust/${REFLECTOR}`,
  `pod/${REFLECTOR}`,
  `pod-identity/${REFLECTOR}`,
  'repository-permission/@',
  `proof-assume/${REFLECTOR}`,
  `proof-login/${REFLECTOR}`,
  'proof-tags/@',
]

export const IMAGES: Check[] = [
  {
    id: 'image-repositories',
    section,
    severity: 'fail',
    title: 'the cluster knows ImageRepositories',
    needs: [...KUBERNETES, 'flux-components'],
    after: ['flux-ready'],
    async run({ imageRepositories, foreignFlux, settings }) {
      const uses = await imageRepositories()
      const foreign = uses ? undefined : await foreignFlux()
      if (foreign && !foreign.components.includes(REFLECTOR)) return notApplicable(`this Flux has no ${REFLECTOR}: no image is scanned`)
      if (uses) return pass(`${uses.length} ImageRepositor${uses.length === 1 ? 'y' : 'ies'}`)
      return fail('the cluster does not know the kind ImageRepository', { cause: 'crd-missing', fix: settings.install, symptom: true })
    },
  },
  {
    id: 'image-provider',
    section,
    severity: 'fail',
    title: 'the ImageRepository logs in to ECR with provider aws',
    needs: ['image-repositories'],
    each: inEcr,
    async run(facts, id) {
      const use = await useOf(facts, id)
      if (use.isPublic) return publicLogin(facts, use)
      if (use.provider === 'aws') return pass('provider aws')
      if (use.ownSecret) return notApplicable(`logs in with a Secret of its own (provider ${use.provider})`)
      return fail(`${id} is in ECR but has provider ${use.provider}: the registry is called without a login`, {
        evidence: [`image: ${use.image}`],
        cause: 'wrong-provider',
        fix: providerFix(placed(use), 'aws'),
      })
    },
  },
  {
    id: 'image',
    section,
    severity: 'fail',
    title: 'the ImageRepository is scanned',
    needs: ['image-repositories', 'image-provider/@'],
    each: scanned,
    run: isScanned,
  },
]

/** ECR Public needs no provider, so it is looked at only where one is named. */
async function inEcr({ imageRepositories, roleOf }: Facts): Promise<Instance[]> {
  const role = await roleOf(REFLECTOR)
  const needs: CheckReference[] = role ? [`policy-attached/${role.id}`] : []
  const uses = ((await imageRepositories()) ?? []).filter(({ ecr, isPublic, provider }) => ecr || (isPublic && provider === 'aws'))
  return uses.map(({ id, isPublic }) => ({ name: id, ...(isPublic ? { needs } : {}) }))
}

/**
 * What a login to ECR Public takes; Flux asks for one in us-east-1 wherever the provider is aws, and reading needs none.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html, fluxcd/pkg auth/aws
 */
const PUBLIC_ACTIONS = ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken']

async function publicLogin(facts: Facts, use: ImageUse): Promise<Finding> {
  const named = await facts.roleOf(REFLECTOR)
  const role = named && (await facts.role(named.name))
  if (!role || use.ownServiceAccount) return notApplicable('logs in to ECR Public with another role than that of Flux')
  const judged = judgePermissions(role, await facts.permissions(role), {
    actions: PUBLIC_ACTIONS,
    resource: '*',
    missing: 'wrong-provider',
    fix: providerFix(placed(use), 'generic'),
  })
  if (judged.status === 'pass') return judged
  return { ...judged, message: `${use.id} is in ECR Public, which needs no login; provider aws asks for one: ${judged.message}` }
}

async function scanned({ imageRepositories, roleOf }: Facts): Promise<Instance[]> {
  const role = await roleOf(REFLECTOR)
  const roleChain: CheckReference[] = role ? [`role/${role.id}`, `policy-attached/${role.id}`, `login-permission/${role.id}`] : []
  return ((await imageRepositories()) ?? []).map((use): Instance => ({
    name: use.id,
    after: [
      `pod/${REFLECTOR}`,
      'flux-watch',
      `aws-partition/imagerepository/${use.id}`,
      ...(usesControllerRole(use) ? [...roleChain, ...CHAIN] : []),
    ],
  }))
}

async function useOf({ imageRepository }: Facts, id: string): Promise<ImageUse> {
  const use = await imageRepository(id)
  if (!use) throw new Error(`${id} is not among the ImageRepositories`)
  return use
}

async function isScanned(facts: Facts, id: string): Promise<Finding> {
  const use = await useOf(facts, id)
  if (use.suspended)
    return notApplicable(`${id} is suspended`, `${id} is suspended: nothing new is found; to go on: ${resumeFix(placed(use))}`)
  const { state, reason, message } = use.readiness
  const said = [reason, message].filter(Boolean).join(': ')
  const evidence = [`image: ${use.image}`]
  if (state === 'ready') return pass(said || 'Ready', evidence)
  if (state === 'progressing') return undecided(`${id} is not Ready yet: ${said}`, { evidence, symptom: true })

  const cause = imageCause(message)
  return fail(`${id} is not Ready: ${said}`, {
    evidence,
    ...(cause ? { cause } : {}),
    fix: wayFix(cause, message, facts.settings.namespace) ?? fixOf(use, cause),
    symptom: cause === undefined || IDENTITY_CAUSES.has(cause) || ['proof-tags', 'pod', 'pod-identity', 'aws-partition'],
  })
}

function fixOf({ namespace, name }: ImageUse, cause: string | undefined): string {
  if (cause === undefined) return shell`kubectl --namespace ${namespace} describe imagerepository ${name}`
  // All links hold by now, or this would be their symptom: the controller has only not tried again yet.
  if (IDENTITY_CAUSES.has(cause)) {
    return shell`kubectl --namespace ${namespace} annotate imagerepository ${name} --overwrite reconcile.fluxcd.io/requestedAt="$(date +%s)"`
  }
  return editFix({ kind: KIND, namespace, name })
}
