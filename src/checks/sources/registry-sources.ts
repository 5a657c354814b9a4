import { parseEcrImage, repositoryArnOfImage } from '../../domain/image-reference.ts'
import { imageCause, IDENTITY_CAUSES } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding, type Instance } from '../kernel/check.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { widened } from '../chain/policy.ts'
import { judgePermissions } from '../chain/policy-judgement.ts'
import { placeOf, providerFix, resumeFix } from './object-fixes.ts'
import { isSuspended } from '../flux/suspension.ts'
import type { KubeObject } from '../../model/kube.ts'
import { shell } from '../../domain/shell.ts'

const section = 'images'
const SOURCE_CONTROLLER = 'source-controller'
/** What a pull asks of ECR. Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-pull.html */
const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

/** Artifacts and charts that source-controller pulls from ECR. */
export const REGISTRY_SOURCES: Check[] = [
  {
    id: 'oci-provider',
    section,
    severity: 'fail',
    title: 'the source logs in to ECR with provider aws',
    needs: [...KUBERNETES, 'flux-instance'],
    each: instances,
    run: provider,
  },
  {
    id: 'oci-permission',
    section,
    severity: 'fail',
    title: "the role's policies allow the pull",
    needs: [...KUBERNETES, 'flux-instance', 'oci-provider/@'],
    async each(facts) {
      const role = await facts.roleOf(SOURCE_CONTROLLER)
      if (!role || !facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER)) return []
      return (await instances(facts)).map(({ name }) => ({
        name,
        needs: [`policy-attached/${role.id}`],
        after: [`login-permission/${role.id}`],
      }))
    },
    run: permission,
  },
  {
    id: 'oci-source',
    section,
    severity: 'fail',
    title: 'the source is pulled',
    needs: [...KUBERNETES, 'flux-instance', 'oci-provider/@'],
    async each(facts) {
      const chain = [
        'oidc-provider',
        'oidc-client-id',
        ...['annotation', 'trust', 'pod', 'pod-identity', 'proof-assume', 'proof-login'].map((id) => `${id}/${SOURCE_CONTROLLER}`),
      ]
      const after = facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER) ? [...chain, 'oci-permission/@'] : []
      return (await instances(facts)).filter(({ name }) => name.startsWith('ocirepository/')).map(({ name }) => ({ name, after }))
    },
    run: pulled,
  },
]

interface SourceSpec {
  url?: string
  type?: string
  provider?: string
  secretRef?: object
  serviceAccountName?: string
}

const specOf = (object: KubeObject) => object['spec'] as SourceSpec

/** Sources in a private ECR registry, each as `KIND/NAMESPACE/NAME`. */
async function sources({ all }: Facts): Promise<Map<string, KubeObject>> {
  const found = (await Promise.all([all('OCIRepository'), all('HelmRepository')])).flatMap((objects) => objects ?? [])
  const inEcr = found.filter((object) => specOf(object).url?.startsWith('oci://') && parseEcrImage(`${specOf(object).url}/x`))
  return new Map(inEcr.map((object) => [`${object.kind.toLowerCase()}/${object.metadata.namespace}/${object.metadata.name}`, object]))
}

async function instances(facts: Facts): Promise<Instance[]> {
  return [...(await sources(facts)).keys()].map((name) => ({ name }))
}

async function sourceOf(facts: Facts, id: string): Promise<KubeObject> {
  const found = (await sources(facts)).get(id)
  if (!found) throw new Error(`${id} is not among the sources`)
  return found
}

async function provider(facts: Facts, id: string): Promise<Finding> {
  const source = await sourceOf(facts, id)
  const { provider: named = 'generic', secretRef, url } = specOf(source)
  if (named === 'aws') return pass('provider aws')
  if (secretRef) return notApplicable(`logs in with a Secret of its own (provider ${named})`)
  return fail(`${id} is in ECR but has provider ${named}: the registry is called without a login`, {
    evidence: [`url: ${url}`],
    cause: 'wrong-provider',
    fix: providerFix(placeOf(source), 'aws'),
  })
}

async function permission(facts: Facts, id: string): Promise<Finding> {
  const source = await sourceOf(facts, id)
  const { url = '', secretRef, serviceAccountName } = specOf(source)
  if (secretRef || serviceAccountName) return notApplicable('does not use the role of source-controller')
  const named = await facts.roleOf(SOURCE_CONTROLLER)
  const role = named && (await facts.role(named.name))
  // A HelmRepository names the folder of its charts.
  const repository = source.kind === 'HelmRepository' ? `${url.replace(/\/$/, '')}/chart` : url
  const resource = repositoryArnOfImage(repository, facts.cluster.arn.split(':')[1] ?? 'aws')
  if (!role || !resource) return notApplicable('no role')
  if (source.kind === 'HelmRepository') return notApplicable(`charts below ${url} are judged when they are pulled`)
  const permissions = await facts.permissions(role)
  return judgePermissions(role, permissions, {
    actions: PULL_ACTIONS,
    resource,
    missing: 'missing-repository-permission',
    fix: await widened(permissions, facts, [resource]),
  })
}

async function pulled(facts: Facts, id: string): Promise<Finding> {
  const source = await sourceOf(facts, id)
  const { namespace, name } = source.metadata
  if (isSuspended(source)) return notApplicable(`${id} is suspended`, `${id} is suspended; to go on: ${resumeFix(placeOf(source))}`)
  const { state, reason, message } = readinessOf(source)
  const said = [reason, message].filter(Boolean).join(': ')
  const carries = facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER)
  const withRole = `${facts.settings.install} ${[...facts.settings.serviceAccounts, SOURCE_CONTROLLER].map((each) => shell`--service-account ${each}`).join(' ')}`
  if (state === 'ready')
    return pass(
      said || 'Ready',
      [],
      carries ? '' : `${id} is pulled with another identity than the role of Flux; to give source-controller the role: ${withRole}`,
    )
  if (state === 'progressing') return undecided(`${id} is not Ready yet: ${said}`, { symptom: true })
  const cause = imageCause(message)
  const identity = cause !== undefined && IDENTITY_CAUSES.has(cause)
  return fail(`${id} is not Ready: ${said}`, {
    evidence: [`url: ${specOf(source).url}`],
    ...(cause ? { cause } : {}),
    fix: identity && !carries ? withRole : shell`kubectl --namespace ${namespace} describe ${source.kind.toLowerCase()} ${name}`,
    symptom: identity,
  })
}
