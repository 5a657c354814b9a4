import type { Account, Cluster } from '../aws/index.ts'
import { Failure } from '../../domain/failure.ts'
import type { Statement } from '../../domain/policy-document.ts'
import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { decodeRelease, encodeRelease } from '../helm/releases.ts'
import { collectionPath, objectPath } from './object-path.ts'
import { repositories } from './reflector.ts'
import type { PodIdentityWebhook } from './webhook.ts'

interface BreakingWorld {
  account: Account
  cluster: Cluster
  store: ClusterStore
  webhook: PodIdentityWebhook
  /** Lets the cluster come to rest. */
  idle: () => Promise<void>
  namespace?: string
}

const ROLE_ARN = 'eks.amazonaws.com/role-arn'
const REFLECTOR = 'image-reflector-controller'
const MERGE = 'application/merge-patch+json'
const MANAGER = 'kubectl-edit'

/**
 * One function per link of the chain, each of which breaks just that link and lets the cluster come to rest. They work on an installed
 * Flux: the role is the one that the image reflector's ServiceAccount names.
 */
export function createBreakages({ account, cluster, store, webhook, idle, namespace = 'flux-system' }: BreakingWorld) {
  const issuerHost = cluster.issuer.replace('https://', '')
  const providerArn = `arn:${account.partition}:iam::${account.id}:oidc-provider/${issuerHost}`
  const accountPath = (name: string) => `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`
  const breaking =
    <Arguments extends unknown[]>(work: (...given: Arguments) => void | Promise<void>) =>
    async (...given: Arguments) => {
      await work(...given)
      await idle()
    }

  function role() {
    const arn = store.get(accountPath(REFLECTOR))?.metadata.annotations?.[ROLE_ARN]
    const found = [...account.roles.values()].find((candidate) => candidate.arn === arn)
    return found ?? missing(`no role behind ServiceAccount ${namespace}/${REFLECTOR}`)
  }

  function annotate(name: string, value: string | null): void {
    store.patch(accountPath(name), { metadata: { annotations: { [ROLE_ARN]: value } } }, { type: MERGE, manager: MANAGER })
  }

  function deletePods(controller: string): void {
    for (const pod of store.list(`/api/v1/namespaces/${namespace}/pods`)) {
      if (pod.metadata.name.startsWith(`${controller}-`)) store.delete(objectPath(pod))
    }
  }

  function statements(document: { Statement: Statement | Statement[] }): Statement[] {
    return [document.Statement].flat()
  }

  function gitSecret(): KubeObject {
    const source = store.list(collectionPath('source.toolkit.fluxcd.io/v1', 'GitRepository', namespace))[0]
    const name = (source?.['spec'] as { secretRef?: { name: string } } | undefined)?.secretRef?.name
    return store.get(`/api/v1/namespaces/${namespace}/secrets/${name}`) ?? missing('no Git Secret')
  }

  function patchInstance(body: object): void {
    store.patch(`/apis/fluxcd.controlplane.io/v1/namespaces/${namespace}/fluxinstances/flux`, body, { type: MERGE, manager: MANAGER })
  }

  return {
    /** The role trusts another ServiceAccount in place of the controller's; what else it trusts stays. */
    cutTrust: breaking((controller: string = REFLECTOR) => {
      const key = `${issuerHost}:sub`
      const subject = (name: string) => `system:serviceaccount:${namespace}:${name}`
      for (const test of statements(role().trust).flatMap(({ Condition: condition }) => Object.values(condition ?? {}))) {
        if (!(key in test)) continue
        const subjects = [test[key]].flat().map((one) => (one === subject(controller) ? subject('somebody-else') : String(one)))
        test[key] = Array.isArray(test[key]) ? subjects : (subjects[0] ?? '')
      }
    }),
    removeProvider: breaking(() => void account.providers.delete(providerArn)),
    /** The provider no longer takes tokens for STS. */
    dropClientId: breaking(() => {
      const provider = account.providers.get(providerArn) ?? missing('no OIDC provider')
      provider.clientIds = provider.clientIds.filter((id) => id !== 'sts.amazonaws.com')
    }),
    detachPolicy: breaking(() => void (role().attached = [])),
    /** The policy names a repository that nobody reads. */
    wrongRepositoryArn: breaking(() => {
      const policy = account.policies.get(role().attached[0] ?? '') ?? missing('no policy on the role')
      const version = policy.versions.find(({ id }) => id === policy.defaultVersion) ?? missing('no policy version')
      for (const statement of statements(version.document)) {
        if ([statement.Resource].flat().includes('*')) continue
        statement.Resource = `arn:${account.partition}:ecr:${account.region}:${account.id}:repository/somewhere-else`
      }
    }),
    removeRole: breaking(() => void account.roles.delete(role().name)),
    removeAnnotation: breaking((controller: string = REFLECTOR) => annotate(controller, null)),
    wrongAnnotation: breaking((controller: string = REFLECTOR) => {
      annotate(controller, `arn:${account.partition}:iam::${account.id}:role/somebody-elses`)
    }),
    /** The pod was made when the webhook was away: annotated, not injected. */
    stalePod: breaking(async (controller: string = REFLECTOR) => {
      webhook.broken = true
      deletePods(controller)
      await idle()
      webhook.broken = false
    }),
    /** The pod carries another role than its ServiceAccount names now. */
    wrongPodRole: breaking(async (controller: string = REFLECTOR) => {
      const before = structuredClone(store.get(accountPath(controller)) ?? missing(`no ServiceAccount ${controller}`))
      annotate(controller, `arn:${account.partition}:iam::${account.id}:role/from-before`)
      deletePods(controller)
      await idle()
      annotate(controller, before.metadata.annotations?.[ROLE_ARN] ?? null)
    }),
    /** From now on pods are made without identity. */
    breakWebhook: breaking(() => void (webhook.broken = true)),
    mendWebhook: breaking(() => void (webhook.broken = false)),
    /** An EKS Pod Identity association takes the controller's pod over. */
    podIdentityAssociation: breaking((controller: string = REFLECTOR) => {
      const roleArn = `arn:${account.partition}:iam::${account.id}:role/pod-identity`
      cluster.podIdentity.push({ id: `a-${cluster.podIdentity.length + 1}sandbox`, namespace, serviceAccount: controller, roleArn })
      deletePods(controller)
    }),
    gitPasswordWrong: breaking(() => {
      const password = Buffer.from('wrong').toString('base64')
      store.patch(objectPath(gitSecret()), { data: { password } }, { type: MERGE, manager: MANAGER })
    }),
    gitSecretMissing: breaking(() => store.delete(objectPath(gitSecret()))),
    /** ImageRepositories (all, or the one of this name) are read without ECR login. */
    providerGeneric: breaking((name?: string) => {
      for (const repository of repositories(store).filter(({ metadata }) => !name || metadata.name === name)) {
        store.patch(objectPath(repository), { spec: { provider: 'generic' } }, { type: MERGE, manager: MANAGER })
      }
    }),
    stopOperator: breaking(() => {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/flux-operator`
      store.patch(path, { spec: { replicas: 0 } }, { type: MERGE, manager: MANAGER })
    }),
    pauseInstance: breaking(() => patchInstance({ metadata: { annotations: { 'fluxcd.controlplane.io/reconcile': 'disabled' } } })),
    /** Somebody changed the live FluxInstance. */
    driftInstance: breaking((spec: object) => patchInstance({ spec })),
    /** A helm command was killed: the newest revision of the release is left pending. */
    stuckRelease: breaking((release: string) => {
      const secrets = store
        .list(`/api/v1/namespaces/${namespace}/secrets`)
        .filter(({ metadata: { labels } }) => labels?.['owner'] === 'helm' && labels['name'] === release)
      const newest = secrets.sort((a, b) => decodeRelease(a).version - decodeRelease(b).version).at(-1) ?? missing(`no release ${release}`)
      const content = decodeRelease(newest)
      const status = content.version === 1 ? 'pending-install' : 'pending-upgrade'
      const data = { release: encodeRelease({ ...content, info: { ...content.info, status } }) }
      store.patch(objectPath(newest), { metadata: { labels: { status } }, data }, { type: MERGE, manager: 'helm' })
    }),
  }
}

export type Breakages = ReturnType<typeof createBreakages>

function missing(what: string): never {
  throw new Failure({ code: 'sandbox-nothing-to-break', source: 'bug', message: `sandbox: ${what}` })
}
