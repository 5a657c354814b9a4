import { shell } from '../../domain/shell.ts'
import { likely, possible, type Cause } from '../cause.ts'

/** What notification-controller says of what it sends and of what it gets. */
export const NOTIFICATION: Cause[] = [
  {
    id: 'notification-failed',
    title: 'a notification cannot be delivered, or a webhook that came in does not prove itself: nothing else of Flux is hurt by it',
    topics: ['notification'],
    signs: [
      likely(/failed to (?:send|dispatch|post) notification/i, { rank: 10, unless: /notification-controller\.[\w-]+\.svc/ }),
      likely(/NotificationDispatchFailed|failed to initialize notifier/i, { rank: 10 }),
      likely(/unable to validate payload|signature header is invalid|payload signature check failed/i, { rank: 10 }),
      likely(/could not (?:list|create|update) commit status|postMessage failed/i, { rank: 9 }),
      possible(/notification-controller|receiver-server/, { rank: 1 }),
    ],
    differs:
      'the rest of the message: 401 is the token in the Secret of the Provider, a timeout its address, a signature the token of the Receiver',
    fix: ({ namespace }) =>
      shell`kubectl --namespace ${namespace} get providers,receivers -o custom-columns=KIND:.kind,NAME:.metadata.name,TYPE:.spec.type,ADDRESS:.spec.address,SECRET:.spec.secretRef.name`,
    example: 'failed to send notification for Kustomization/apps/web: postMessage failed: failed to execute request: 401 Unauthorized',
  },
]
