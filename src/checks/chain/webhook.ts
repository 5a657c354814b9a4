import type { KubeObject } from '../../model/kube.ts'
import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { KUBERNETES } from './cluster.ts'
import type { Facts } from '../kernel/facts.ts'
import { selects, type LabelSelector } from '../../domain/label-selector.ts'
import { shell } from '../../domain/shell.ts'

/** As EKS names it. Source: https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors (check the pod identity webhook) */
const NAME = 'pod-identity-webhook'
const RESTORE =
  `Have the MutatingWebhookConfiguration ${NAME} restored: EKS makes it together with the cluster, so AWS Support ` +
  'or a restore from your backup can bring it back; for a webhook of your own, apply its manifests again.'

interface Webhook {
  rules?: { operations?: string[]; resources?: string[] }[]
  clientConfig?: { url?: string; service?: { namespace: string; name: string } }
  namespaceSelector?: LabelSelector
}

export const WEBHOOK: Check[] = [
  {
    id: 'webhook',
    section: 'pods',
    severity: 'fail',
    title: 'the pod identity webhook gives new pods their identity',
    needs: [...KUBERNETES, 'namespace'],
    run: webhook,
  },
]

/** It fails open, so all that can be seen of it is its configuration: running pods do not notice that it is gone. */
async function webhook(facts: Facts): Promise<Finding> {
  const { settings } = facts
  const broken = (message: string, evidence: string[] = [], fix = RESTORE) =>
    fail(`${message}: pods that start from now on get no identity`, { evidence, cause: 'webhook-down', fix })
  const configuration = await facts.object('MutatingWebhookConfiguration', NAME)
  if (!configuration) return broken(`the cluster has no MutatingWebhookConfiguration ${NAME}`)

  const hooks = (configuration['webhooks'] as Webhook[] | undefined) ?? []
  const hook = hooks.find(({ rules = [] }) => rules.some(isPodCreate))
  if (!hook) return broken(`the MutatingWebhookConfiguration ${NAME} is not asked when a pod is created`)
  if (!selects(hook.namespaceSelector, await namespaceLabels(facts))) {
    const fix = shell`kubectl edit mutatingwebhookconfiguration ${NAME}`
    return broken(
      `the namespaceSelector of ${NAME} leaves the namespace ${settings.namespace} out`,
      [selectorText(hook.namespaceSelector)],
      fix,
    )
  }
  const { url, service } = hook.clientConfig ?? {}
  if (!url && !service) return broken(`the MutatingWebhookConfiguration ${NAME} has no address`)
  if (service && !(await facts.objectIn(service.namespace, 'Service', service.name))) {
    return broken(`${NAME} calls the Service ${service.namespace}/${service.name}, which does not exist`)
  }
  return pass(`${NAME} is asked at ${url ?? `${service?.namespace}/${service?.name}`}`)
}

function isPodCreate({ operations = [], resources = [] }: { operations?: string[]; resources?: string[] }): boolean {
  const has = (list: string[], wanted: string) => list.includes(wanted) || list.includes('*')
  return has(operations, 'CREATE') && has(resources, 'pods')
}

async function namespaceLabels({ namespace }: Facts): Promise<Record<string, string> | undefined> {
  const found: KubeObject | undefined = await namespace()
  return found?.metadata.labels
}

function selectorText(selector: LabelSelector | undefined): string {
  return `namespaceSelector: ${JSON.stringify(selector)}`
}
