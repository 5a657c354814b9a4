import { isRoleArn } from '../../domain/arn.ts'
import { annotationOwners, isTakenBack } from '../../domain/managed-fields.ts'
import { MARKS, ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import { AUDIENCE } from '../../domain/web-identity.ts'
import type { ForeignFlux } from '../flux/foreign-flux.ts'
import { fail, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import type { Facts } from '../kernel/facts.ts'
import { KUBERNETES } from './cluster.ts'
import { shell } from '../../domain/shell.ts'

const section = 'service-accounts'

// Source: pkg/annotations.go of https://github.com/aws/amazon-eks-pod-identity-webhook
const AUDIENCE_ANNOTATION = 'eks.amazonaws.com/audience'
const REGIONAL_STS_ANNOTATION = 'eks.amazonaws.com/sts-regional-endpoints'

/** Known from the settings, so that each shows up also when it could not be looked at. */
export const serviceAccountNames = ({ settings }: Facts): string[] => settings.serviceAccounts

export const SERVICE_ACCOUNTS: Check[] = [
  {
    id: 'service-account',
    section,
    severity: 'fail',
    title: 'the ServiceAccount exists',
    needs: [...KUBERNETES, 'namespace'],
    after: ['flux-components'],
    names: serviceAccountNames,
    async run({ serviceAccount, settings }, name) {
      if (await serviceAccount(name)) return pass(`${settings.namespace}/${name}`)
      return fail(`there is no ServiceAccount ${settings.namespace}/${name}`, {
        cause: 'irsa-not-injected',
        fix: settings.install,
        // The operator takes it away together with the controller.
        symptom: true,
      })
    },
  },
  {
    id: 'annotation',
    section,
    severity: 'fail',
    title: 'the ServiceAccount names its role',
    needs: ['service-account/@'],
    names: serviceAccountNames,
    async run({ annotation, settings }, name) {
      const value = await annotation(name)
      if (value !== undefined && isRoleArn(value)) return pass(value)
      const fix = settings.install
      if (value === undefined) {
        return fail(`${settings.namespace}/${name} has no annotation ${ROLE_ARN_ANNOTATION}`, { cause: 'irsa-not-injected', fix })
      }
      return fail(`the annotation ${ROLE_ARN_ANNOTATION} of ${settings.namespace}/${name} is no role ARN: ${JSON.stringify(value)}`, {
        evidence: ['expected: arn:PARTITION:iam::ACCOUNT:role/NAME'],
        cause: 'malformed-role-arn',
        fix,
      })
    },
  },
  {
    id: 'annotation-owner',
    section,
    severity: 'warn',
    title: 'the annotation stays',
    needs: ['annotation/@'],
    after: ['role'],
    names: serviceAccountNames,
    async run({ serviceAccount, foreignFlux, settings }, name) {
      const object = await serviceAccount(name)
      const foreign = await foreignFlux()
      const owners = object ? annotationOwners(object, ROLE_ARN_ANNOTATION) : []
      const managers = owners.map(({ manager }) => manager).join(', ')
      if (owners.length === 0) return pass('held by nobody else')
      if (owners.some((owner) => !isTakenBack(owner))) return pass(`held by ${managers}`, [], foreign ? notLasting(foreign, owners) : '')
      // A chart and plain manifests leave it until they are applied again.
      if (foreign && foreign.kind !== 'bootstrap') return pass(`held by ${managers}`)
      const keeper = foreign?.owner ?? 'flux-operator'
      return warn(`the annotation was set by ${managers}: ${keeper} takes it back at its next reconcile`, {
        fix: settings.install,
        // A wrong role is the root: what mends it sets the owner too.
        symptom: true,
      })
    },
  },
  {
    id: 'token-audience',
    section,
    severity: 'fail',
    title: 'pods get a token that STS takes',
    needs: ['service-account/@'],
    names: serviceAccountNames,
    async run({ serviceAccount, settings }, name) {
      const annotations = (await serviceAccount(name))?.metadata.annotations ?? {}
      const audience = annotations[AUDIENCE_ANNOTATION]
      if (audience !== undefined && audience !== AUDIENCE) {
        return fail(`${settings.namespace}/${name} asks for tokens with the audience ${JSON.stringify(audience)}, not ${AUDIENCE}`, {
          cause: 'trust-wrong-audience',
          fix: withoutAnnotation(settings.namespace, name, AUDIENCE_ANNOTATION),
        })
      }
      const global = annotations[REGIONAL_STS_ANNOTATION] === 'false'
      return pass(
        `audience ${AUDIENCE}`,
        [],
        global
          ? `${REGIONAL_STS_ANNOTATION} is "false": SDKs that heed it ask the global STS endpoint in us-east-1 (that of Flux does not); to undo it: ` +
              withoutAnnotation(settings.namespace, name, REGIONAL_STS_ANNOTATION)
          : '',
      )
    },
  },
  {
    id: 'api-token',
    section,
    severity: 'fail',
    title: 'pods get their token for the Kubernetes API',
    needs: ['service-account/@'],
    names: serviceAccountNames,
    run: apiToken,
  },
]

/** We alone set it: the next ServiceAccount that the owner of this Flux makes will have none. */
function notLasting({ owner, annotate }: ForeignFlux, owners: { manager: string }[]): string {
  const isOursAlone = owners.every(({ manager }) => manager === MARKS.flux.fieldManager)
  return isOursAlone ? `${owner} does not set the role yet: set it ${annotate} too, as "flux-irsa plan" prints it, so that it lasts` : ''
}

function withoutAnnotation(namespace: string, name: string, key: string): string {
  return shell`kubectl --namespace ${namespace} annotate serviceaccount ${name} ${key}-`
}

/**
 * The web identity's token is a volume of its own, which this setting leaves alone; the controller's way to the API server is not.
 * A pod's own setting comes before that of its ServiceAccount.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
async function apiToken({ serviceAccount, deployments, settings }: Facts, name: string): Promise<Finding> {
  const account = await serviceAccount(name)
  const deployment = (await deployments()).find(({ metadata }) => metadata.name === name)
  const template = (deployment?.['spec'] as { template?: { spec?: { automountServiceAccountToken?: boolean } } } | undefined)?.template
  const ofPod = template?.spec?.automountServiceAccountToken
  if (ofPod ?? account?.['automountServiceAccountToken'] !== false) return pass('mounted')
  const [kind, patch] =
    ofPod === false
      ? ['deployment', { spec: { template: { spec: { automountServiceAccountToken: null } } } }]
      : ['serviceaccount', { automountServiceAccountToken: null }]
  return fail(
    `${kind === 'deployment' ? 'the Deployment' : 'the ServiceAccount'} ${settings.namespace}/${name} says automountServiceAccountToken: false: its next pod cannot reach the Kubernetes API`,
    {
      fix: shell`kubectl --namespace ${settings.namespace} patch ${kind} ${name} --type merge --patch ${JSON.stringify(patch)}`,
    },
  )
}
