import type { Reported } from './reported.ts'

export const NOTIFICATION: Reported[] = [
  [
    'notification-failed',
    'https://github.com/fluxcd/notification-controller/issues/185',
    '2021-04-21T09:54:21.744Z error Kustomization/web.flux-system - failed to send notification 401 Unauthorized',
  ],
  [
    'notification-failed',
    'https://github.com/fluxcd/notification-controller/issues/415',
    '{"level":"error","ts":"2022-09-08T14:32:17.181Z","logger":"event-server","msg":"failed to send notification","reconciler kind":"Kustomization","name":"infrastructure","namespace":"flux-system","error":"could not list commit statuses: context canceled"}',
  ],
  [
    'notification-failed',
    'https://github.com/fluxcd/notification-controller/issues/965',
    'Warning  NotificationDispatchFailed  11m (x14 over 2d3h)  notification-controller  failed to send notification for Kustomization/tenant/apps: postMessage failed: failed to execute request: context deadline exceeded',
  ],
  [
    'notification-failed',
    'https://github.com/fluxcd/notification-controller/issues/299',
    '{"level":"error","ts":"2022-01-05T07:01:11.885Z","logger":"receiver-server","msg":"unable to validate payload","reconciler kind":"Receiver","name":"github-receiver","namespace":"flux-system","error":"the GitHub signature header is invalid, err: payload signature check failed"}',
  ],
]
