import type { Wording } from './wording.ts'

export const BENIGN: Wording[] = [
  ['benign', "stored artifact for revision 'main@sha1:9f3c0c2a'"],
  ['benign', 'Applied revision: main@sha1:9f3c0c2a'],
  [
    'benign',
    'I0101 00:00:00.1 1 request.go:690] Waited for 1.04s due to client-side throttling, not priority and fairness, request: GET:https://172.20.0.1:443/apis',
  ],
  [
    'benign',
    'Operation cannot be fulfilled on imagerepositories.image.toolkit.fluxcd.io "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  ['benign', 'Helm upgrade succeeded for release apps/web.v4 with chart web@1.2.3'],
  ['benign', "Latest image tag for 'ghcr.io/acme/web' updated from 1.0.0 to 1.0.1"],
  [
    'benign',
    'I0301 20:07:37.916725   66463 request.go:655] Throttling request took 1.196405185s, request: GET:https://10.2.1.1:6443/apis/networking.istio.io/v1beta1?timeout=32s',
  ],
  ['benign', 'no new tags found, next scan in 10m0s'],
  ['benign', '✗ flux 0.41.2 <2.0.0-rc.1 (new version is available, please upgrade)'],
  ['benign', 'metadata of serviceaccounts that exist in Kubernetes will be updated, as --override-existing-serviceaccounts was set'],
  ['benign', 'Reconciliation finished in 2s'],
  ['benign', '2021/01/01 00:00:00 http: TLS handshake error from 10.0.0.3:4242: EOF'],
  ['benign', 'discarding event, no alerts found for the involved object'],
  ['benign', 'Helm install succeeded for release podinfo/podinfo.v1 with chart podinfo@6.3.6'],
  ['benign', "no changes since last reconcilation: observed revision 'main@sha1:abc'"],
  ['benign', '"error": "Succeeded", "msg": "successful scan: found 8 tags"'],
  ['benign', 'no new images since last scan'],
]
