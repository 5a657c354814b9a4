import { shell } from '../../domain/shell.ts'
import { likely, near, possible, symptom, type Cause } from '../cause.ts'
import { REGION, UNREACHED, UNRESOLVED, UNTRUSTED } from '../phrases.ts'

const FAILED = `${UNREACHED}|${UNTRUSTED}`
const LOOKUP = new RegExp(UNRESOLVED, 'i')
const SERVICE = '[\\w-]+\\.[\\w-]+\\.svc\\b|source-controller|notification-controller|webhook-receiver'

/** What is between the pods of a cluster, and its DNS. */
export const IN_CLUSTER: Cause[] = [
  {
    id: 'in-cluster-network',
    title: 'traffic between pods is blocked or has no endpoint',
    signs: [
      symptom(
        /(?:kustomize|helm|notification|image-\w+|flux)-?\w*[^.]{0,30}(?:->|to|reach|from)[^.]{0,20}source-controller|network ?polic\w*[^.]{0,60}(?:block|den|drop)|source-controller[^.]{0,40}(?:unreachable|blocked|not reachable|i\/o timeout)/i,
      ),
      likely(/failed calling webhook[^]{0,200}(?:service "[^"]+" not found|deadline exceeded|connection refused)/i, {
        rank: 7,
        unless: /iam-for-pods|pod-identity-webhook/i,
      }),
      likely(/error dialing backend/i, { rank: 7 }),
      likely(
        [
          /failed calling webhook[^]{0,160}Address is not allowed/i,
          /:10250[^]{0,80}(?:timeout|refused|no route|getsockopt)|error upgrading connection/i,
        ],
        { rank: 8 },
      ),
      likely(/failed calling webhook[^]{0,300}(?:x509|unknown authority|tls:)/i, { rank: 4, unless: /iam-for-pods|pod-identity-webhook/i }),
      likely(near(SERVICE, FAILED), {
        rank: 8,
        unless: new RegExp(`iam-for-pods|pod-identity-webhook|sts\\.|github|gitlab|169\\.254|ghcr|dkr\\.ecr|${LOOKUP.source}`, 'i'),
      }),
      likely(/failed calling webhook[^]{0,300}(?:timeout|deadline|refused|no route|no endpoints|EOF|service unavailable|unreachable)/i, {
        rank: 8,
        unless: /iam-for-pods|pod-identity-webhook/i,
      }),
      likely(/no endpoints available for service|NetworkPolicy|network polic(?:y|ies)/i, { rank: 6, unless: /pod-identity-webhook/i }),
      likely(
        /failed to (?:download|fetch|get) (?:artifact|archive)[^]{0,200}(?:timeout|refused|no route|unreachable|deadline|no such host|EOF|giving up)/i,
        { rank: 7 },
      ),
      likely(/dial tcp (?:10|172|192\.168)\.[\d.]+:(?:80|8080|9090|9292|9440|9443)\b[^]{0,60}(?:timeout|refused|no route)/i, {
        rank: 6,
        unless: LOOKUP,
      }),
      possible(near(SERVICE, `${FAILED}|${UNRESOLVED}`), { rank: 6 }),
      possible(/(?:10\.(?:96|100)\.0\.1|172\.20\.0\.1):443/, { rank: 6 }),
    ],
    fix: ({ namespace }) => shell`kubectl --namespace ${namespace} get networkpolicies,endpointslices`,
    example:
      'failed to download archive: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/abc.tar.gz giving up after 10 attempt(s): dial tcp 10.100.44.1:80: i/o timeout',
  },
  {
    id: 'dns-failure',
    title: 'a host name cannot be resolved',
    signs: [
      symptom(/(?:coredns|kube-dns|\bDNS\b)[^.]{0,60}(?:fail|not|down|timeout|broken|issue|problem)|(?:cannot|can't|unable to) resolve\b/i),
      likely(
        [
          /lookup [\w.-]+ on [\d.:[\]a-f]+:53: (?:read|write|dial) (?:udp|tcp)[^]{0,80}(?:i\/o timeout|refused|unreachable)/i,
          /lookup [\w.-]+(?: on [^ ]+)?: (?:i\/o timeout|server misbehaving|connection refused|Try again)/i,
          /temporary failure in name resolution|EAI_AGAIN|SERVFAIL|server misbehaving/i,
        ],
        { rank: 9 },
      ),
      likely(LOOKUP, {
        rank: 8,
        unless: new RegExp(`sts\\.(?!${REGION})[a-z0-9-]+\\.amazonaws\\.com(?<!sts\\.amazonaws\\.com)|dkr\\.ecr\\.(?!${REGION})`, 'i'),
      }),
      likely(/(?:coredns|kube-dns|\bDNS\b)[^.]{0,60}(?:fail|error|timeout|unreachable|not resolv|refused)/i, { rank: 6 }),
      possible(LOOKUP, { rank: 7 }),
    ],
    differs: 'whether other names resolve from the same pod: then this one name is wrong or private',
    fix: ({ dnsName }) => shell`kubectl run dns-reach --rm -i --restart=Never --image=busybox -- nslookup ${dnsName}`,
    example: "unable to clone 'https://github.com/acme/fleet': dial tcp: lookup github.com on 10.100.0.10:53: server misbehaving",
  },
]
