import type { CheckReference } from '../../model/check-ids.ts'
import { parseEcrImage } from '../../domain/image-reference.ts'
import { imageCause, IDENTITY_CAUSES } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding, type Instance } from '../kernel/check.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { widened } from '../chain/policy.ts'
import { judgePermissions } from '../chain/policy-judgement.ts'
import { withController } from './controller-role.ts'
import { placeOf, providerFix, resumeFix } from './object-fixes.ts'
import { isSuspended } from '../flux/suspension.ts'
import type { KubeObject } from '../../model/kube.ts'
import { shell } from '../../domain/shell.ts'

const section = 'images'
const SOURCE_CONTROLLER = 'source-controller'
/** What a pull asks of ECR. Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-pull.html */
const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
/** A chart's version is looked for among the tags. */
const LIST_ACTIONS = ['ecr:ListImages']

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
    needs: [...KUBERNETES, 'flux-instance', 'oci-provider/@', 'aws-partition/@'],
    async each(facts) {
      const role = await facts.roleOf(SOURCE_CONTROLLER)
      if (!role || !facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER)) return []
      return [...(await sources(facts)), ...(await charts(facts))].map(([name]) => ({
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
      const chain: CheckReference[] = [
        'oidc-provider',
        'oidc-client-id',
        ...(['annotation', 'trust', 'pod', 'pod-identity', 'proof-assume', 'proof-login'] as const).map(
          (id) => `${id}/${SOURCE_CONTROLLER}` as const,
        ),
      ]
      const after: CheckReference[] = facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER) ? [...chain, 'oci-permission/@'] : []
      const pulls = [...(await sources(facts))].filter(([, { kind }]) => kind === 'OCIRepository')
      const login = ({ kind, metadata, ...chart }: KubeObject): CheckReference[] =>
        kind === 'HelmChart' ? [`oci-provider/helmrepository/${metadata.namespace}/${repositoryNameOf({ kind, metadata, ...chart })}`] : []
      return [...pulls, ...(await charts(facts))].map(([name, object]): Instance => ({
        name,
        after: [...after, ...login(object), 'aws-partition/@'],
      }))
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
function sources({ all, derived }: Facts): Promise<Map<string, KubeObject>> {
  return derived('sources in ECR', async () => {
    const found = (await Promise.all([all('OCIRepository'), all('HelmRepository')])).flatMap((objects) => objects ?? [])
    const inEcr = found.filter((object) => specOf(object).url?.startsWith('oci://') && parseEcrImage(`${specOf(object).url}/x`))
    return new Map(inEcr.map((object) => [`${object.kind.toLowerCase()}/${object.metadata.namespace}/${object.metadata.name}`, object]))
  })
}

async function instances(facts: Facts): Promise<Instance[]> {
  return [...(await sources(facts)).keys()].map((name) => ({ name }))
}

/** Charts below a HelmRepository in ECR, which has no state of its own; under the same names. */
async function charts({ awsUses }: Facts): Promise<Map<string, KubeObject>> {
  const pulls = (await awsUses()).filter(({ grant, object }) => grant === 'ecr-pull' && object.kind === 'HelmChart')
  return new Map(pulls.map(({ id, object }) => [id, object]))
}

const repositoryNameOf = (chart: KubeObject) => (chart['spec'] as { sourceRef?: { name?: string } }).sourceRef?.name

async function sourceOf(facts: Facts, id: string): Promise<KubeObject> {
  const [use] = await facts.usesOf(id)
  const found = use?.object ?? (await sources(facts)).get(id)
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
  if (source.kind === 'HelmRepository') return notApplicable(`charts below ${specOf(source).url} are judged one by one`)
  const use = (await facts.usesOf(id)).find(({ grant }) => grant === 'ecr-pull')
  if (use?.as !== 'controller') return notApplicable('does not use the role of source-controller')
  const named = await facts.roleOf(SOURCE_CONTROLLER)
  const role = named && (await facts.role(named.name))
  const [resource] = use.resources
  if (!role || !resource) return notApplicable('no role')
  const permissions = await facts.permissions(role)
  const judged = judgePermissions(role, permissions, {
    actions: source.kind === 'HelmChart' ? [...PULL_ACTIONS, ...LIST_ACTIONS] : PULL_ACTIONS,
    resource,
    missing: 'missing-repository-permission',
    fix: facts.settings.install,
  })
  return judged.fix === facts.settings.install ? { ...judged, fix: await widened(permissions, facts, [resource]) } : judged
}

async function pulled(facts: Facts, id: string): Promise<Finding> {
  const source = await sourceOf(facts, id)
  const { namespace, name } = source.metadata
  if (isSuspended(source)) return notApplicable(`${id} is suspended`, `${id} is suspended; to go on: ${resumeFix(placeOf(source))}`)
  const { state, reason, message } = readinessOf(source)
  const said = [reason, message].filter(Boolean).join(': ')
  const carries = facts.settings.serviceAccounts.includes(SOURCE_CONTROLLER)
  const withRole = withController(facts, SOURCE_CONTROLLER)
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
    evidence: [`from: ${(await repositoryOf(facts, id)) ?? specOf(source).url}`],
    ...(cause ? { cause } : {}),
    fix: identity && !carries ? withRole : shell`kubectl --namespace ${namespace} describe ${source.kind.toLowerCase()} ${name}`,
    symptom: identity,
  })
}

async function repositoryOf({ usesOf }: Facts, id: string): Promise<string | undefined> {
  return (await usesOf(id))[0]?.resources[0]
}
