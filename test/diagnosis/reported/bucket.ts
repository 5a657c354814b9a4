import type { Reported } from './reported.ts'

export const BUCKET: Reported[] = [
  [
    's3-access',
    'https://github.com/fluxcd/source-controller/issues/954',
    '{"level":"error","ts":"2022-11-10T01:30:23.545Z","msg":"failed to confirm existence of \'fleet\' bucket: Access Denied.","name":"web","namespace":"prod","reconciler kind":"Bucket","annotations":null,"error":"BucketOperationFailed"}',
  ],
  [
    's3-bucket-missing',
    'https://github.com/fluxcd/source-controller/issues/430',
    'failed to confirm existence of \'fleet\' bucket: Head "https://fleet.s3.dualstack.eu-central-1.amazonaws.com/": 301 response missing Location header',
  ],
  [
    's3-access',
    'https://github.com/fluxcd/source-controller/issues/760',
    '{"level":"error","logger":"controller.bucket","msg":"Reconciler error","reconciler kind":"Bucket","name":"deploy","namespace":"flux-system","error":"failed to confirm existence of \'fleet\' bucket: 401 Unauthorized"}',
  ],
]
