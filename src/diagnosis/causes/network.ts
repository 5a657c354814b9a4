import { shell } from '../../domain/shell.ts'
import { likely, near, possible, symptom, type Cause } from '../cause.ts'
import { EKS_HOST, GIT_TALK, REGISTRY_HOST, UNREACHED, UNRESOLVED, UNTRUSTED } from '../phrases.ts'

const FAILED = `${UNREACHED}|${UNTRUSTED}`
const LOOKUP = new RegExp(UNRESOLVED, 'i')
const API_SERVER = [
  EKS_HOST,
  'Unable to connect to the server',
  'Kubernetes cluster unreachable',
  'connection to the server',
  'Kubernetes API call failed',
  'kubernetes\\.default',
  '/api/v1',
  '/apis/',
  '/version\\b',
  '/openapi/v2',
  ':6443',
].join('|')

/** Who could not be reached: by the name of the peer and the words of the client. */
export const NETWORK: Cause[] = [
  {
    id: 'cluster-network',
    title: 'the Kubernetes API endpoint cannot be reached',
    signs: [
      symptom(
        /private (?:EKS )?(?:cluster|endpoint)[^]{0,120}(?:timeout|deadline|connect|reach|access)|(?:timeout|deadline|connect|reach)[^]{0,120}private (?:EKS )?(?:cluster|endpoint)/i,
        /\bsts\b|\bgit\b|registry/i,
      ),
      likely(
        [
          /getsockopt: no route to host|http2: client connection lost/i,
          /(?:the server is currently unable to handle the request|etcdserver: request timed out)/i,
        ],
        { rank: 2, unless: /metrics\.k8s/i },
      ),
      likely(near(EKS_HOST, FAILED), { rank: 9, unless: LOOKUP }),
      likely(
        [
          /The connection to the server \S+ was refused|did you specify the right host or port/i,
          /Unable to connect to the server: (?:dial tcp|net\/http|EOF|context deadline|read tcp|x509|tls|proxyconnect|http)/i,
        ],
        { rank: 8, unless: LOOKUP },
      ),
      likely(
        near('Kubernetes cluster unreachable|Unable to connect to the server|Kubernetes API call failed|Kubernetes API server', FAILED),
        { rank: 8, unless: LOOKUP },
      ),
      likely(/(?:https?:\/\/|dial tcp )(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?[^]{0,200}(?:connection refused|connectex)/i, {
        rank: 6,
        unless: /webhook|mutate|probe/i,
      }),
      likely(
        /(?:dial tcp |https:\/\/)(?:10\.(?:96|100)\.0\.1|172\.20\.0\.1|10\.43\.0\.1|10\.0\.0\.1|kubernetes\.default[\w.]*):?(?:443)?[^]{0,200}(?:timeout|refused|unreachable|no route|deadline|reset|EOF)/i,
        { rank: 8 },
      ),
      likely(
        /https:\/\/(?:(?:\d{1,3}\.){3}\d{1,3}|kubernetes\.default[\w.]*)(?::\d+)?\/(?:api|apis|version|openapi)[^]{0,160}(?:authentication ?required|proxy|Forbidden|\b407\b|CONNECT)/i,
        { rank: 9, unless: /is forbidden: User|webhook/i },
      ),
      likely(near('https://[^ ]+/(?:api|apis|version|openapi|healthz|livez)\\b', FAILED), {
        rank: 5,
        unless: new RegExp(`webhook|${LOOKUP.source}|github|gitlab|bitbucket`, 'i'),
      }),
      possible(near('cluster|api ?server|kube', 'timeout|timed out|unreach|refused|connection', 120), { rank: 2 }),
      possible(near(API_SERVER, `${FAILED}|${UNRESOLVED}`), { rank: 7 }),
    ],
    differs:
      'in a pod: whether a proxy stands in between (HTTPS_PROXY without the address of the API server in NO_PROXY); from outside, aws eks describe-cluster: endpointPublicAccess, publicAccessCidrs; a name that does not resolve is of a deleted cluster or a private zone',
    fix: ({ cluster, region, apiAddress, deployment }) =>
      apiAddress !== ''
        ? shell`kubectl --namespace flux-system set env deployment/${deployment} NO_PROXY=.cluster.local.,.cluster.local,.svc,${apiAddress} # for good: in the patch that sets the proxy`
        : shell`aws eks describe-cluster --region ${region} --name ${cluster} --query 'cluster.{endpoint:endpoint,access:resourcesVpcConfig.{public:endpointPublicAccess,cidrs:publicAccessCidrs,private:endpointPrivateAccess}}'`,
    example:
      'Error: Kubernetes cluster unreachable: Get "https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com/version": dial tcp 10.0.3.7:443: i/o timeout',
  },
  {
    id: 'git-network',
    title: 'the Git host cannot be reached',
    topics: ['git', 'kustomize'],
    signs: [
      likely(
        /(?:cannot|failed to|unable to) (?:fetch|push|list) [^.]{0,30}(?:remote|branch)[^.]{0,30}: (?:EOF|unexpected EOF|i\/o timeout)/i,
        {
          rank: 7,
        },
      ),
      likely(/SSH could not read data|Error waiting on socket|failed to start SSH session|Failed (?:getting|receiving) banner/i, {
        rank: 7,
      }),
      possible(/unable to clone|failed to clone|unable to list remote|git (?:clone|fetch)|ssh: handshake failed/i, { rank: 2 }),
      likely(
        [
          /RPC failed; |remote end hung up unexpectedly|Received HTTP code \d+ from proxy|Proxy CONNECT aborted|CONNECT tunnel failed/i,
          /gnutls_handshake|GnuTLS recv error|SSL_read|SSL_connect|Empty reply from server|Certificate issuer is not recognized/i,
          /unexpected requesting "[^"]+" status code: 5\d\d|status code: 407|failed to connect via HTTP proxy|HTTP\/2 stream/i,
          /unable to access '[^']+'[^]{0,80}(?:certificate|SSL|TLS|proxy|connect)/i,
        ],
        { rank: 8, unless: /dkr\.ecr|ghcr\.io|docker\.io|The requested URL returned error: 40[134]/i },
      ),
      likely(/\bearly EOF\b|\bunexpected EOF\b|: EOF$|deadline exceeded|i\/o timeout|connection (?:refused|reset)/i, {
        rank: 6,
        about: 'git',
        unless: LOOKUP,
      }),
      likely(/Get "?https?:\/\/[^ "]*(?:gitlab|github|bitbucket|scm|git|\/info\/refs|\/api\/v4\/)[^]{0,200}(?:x509|certificate)/i, {
        rank: 8,
      }),
      likely(/SSH key scan[^.]{0,60}fail|ssh-keyscan[^.]{0,60}(?:fail|timeout|refused)/i, { rank: 7 }),
      likely(near(GIT_TALK, FAILED), {
        rank: 7,
        unless: new RegExp(
          `${LOOKUP.source}|knownhosts|unable to authenticate|authentication required|svc\\.cluster|ghcr\\.io|\\.eks\\.amazonaws|helm (?:install|upgrade)|registry|chart pull|download chart|\\.tgz|index\\.yaml`,
          'i',
        ),
      }),
      likely(
        [
          /ssh: (?:connect to host|handshake failed: (?:EOF|read tcp|write tcp))|kex_exchange_identification/i,
          /Connection (?:closed|reset) by [\d.]+ port 22|failed to connect to [^ ]*git/i,
        ],
        { rank: 8, unless: /knownhosts|authenticate/i },
      ),
      likely(
        /(?:unable to clone|failed to checkout)[^]{0,300}(?:context deadline exceeded|timed? ?out|remote hung up|early EOF|RPC failed)/i,
        { rank: 7, unless: new RegExp(`${LOOKUP.source}|unable to authenticate|knownhosts`, 'i') },
      ),
      possible(near('\\bgit\\b|\\bssh\\b', 'timeout|timed out|unreach|refused|connection', 120), { rank: 2 }),
      possible(near(GIT_TALK, `${FAILED}|${UNRESOLVED}`), { rank: 6 }),
    ],
    differs: 'a name that does not resolve is DNS; x509 here is a proxy that opens TLS, or a private CA that the Secret lacks (ca.crt)',
    fix: ({ gitHost, namespace }) =>
      shell`kubectl --namespace ${namespace} run git-reach --rm -i --restart=Never --image=busybox -- nc -zv -w 5 ${gitHost} 443`,
    example:
      'failed to checkout and determine revision: unable to clone \'https://github.com/acme/fleet\': Get "https://github.com/acme/fleet/info/refs?service=git-upload-pack": dial tcp 140.82.121.4:443: i/o timeout',
  },
  {
    id: 'image-pull-network',
    title: 'the registry of images or charts cannot be reached',
    topics: ['registry'],
    signs: [
      likely(
        near('(?:operation error|calling the|pull(?:ing)?) [^.]{0,40}\\bECR\\b|GetAuthorizationToken|\\becr registry auth', UNREACHED),
        {
          rank: 6,
          unless: new RegExp(`${LOOKUP.source}|IMDS|169\\.254|sts\\.|\\bSTS\\b`, 'i'),
        },
      ),
      possible(/(?:failed to|error|unable to|cannot)[^.]{0,40}(?:pull|resolve|download)|ErrImagePull|ImagePullBackOff|chart pull error/i, {
        rank: 1,
      }),
      likely(/unexpected media type text\/html/i, { rank: 6 }),
      likely(near(REGISTRY_HOST, FAILED, 300), {
        rank: 7,
        unless: new RegExp(`${LOOKUP.source}|svc\\.cluster|sts\\.|webhook|no EC2 IMDS|169\\.254|git@|unable to clone`, 'i'),
      }),
      likely(
        /(?:pull(?:ing)? image|pull and unpack|failed to resolve reference|failed to do request|ErrImagePull|ImagePullBackOff|copy config|fetch blob)[^]{0,400}(?:i\/o timeout|EOF\b|refused|deadline exceeded|reset by peer|TLS handshake|x509|request canceled|unreachable|no route|Client\.Timeout|unexpected EOF)/i,
        { rank: 8, unless: LOOKUP },
      ),
      likely(
        near(
          'index\\.yaml|chart repository|chart pull|download chart|fetch (?:the )?(?:Helm )?(?:repository )?index',
          `${UNREACHED}|x509|awaiting headers`,
          300,
        ),
        { rank: 7, unless: LOOKUP },
      ),
      likely(
        [/Could not connect to the endpoint URL[^]{0,20}api\.ecr/i, /CannotPullContainerError[^]{0,200}(?:timeout|canceled|deadline)/i],
        {
          rank: 8,
        },
      ),
      possible(near('\\bpull|image|registry|chart', 'timeout|timed out|unreach|proxy|firewall|connection', 120), { rank: 2 }),
      possible(near(REGISTRY_HOST, `${FAILED}|${UNRESOLVED}`), { rank: 6 }),
    ],
    differs: 'x509 means that a proxy opens TLS, or that the registry has a private CA; EOF and reset are mostly a firewall',
    fix: ({ host, requestUrl, namespace }) =>
      shell`kubectl --namespace ${namespace} run registry-reach --rm -i --restart=Never --image=curlimages/curl -- -sS -m 10 -o /dev/null -w '%{http_code}\\n' ${requestUrl === 'URL' || requestUrl.includes('/v2') ? `https://${host}/v2/` : requestUrl}`,
    example:
      'Failed to pull image "ghcr.io/fluxcd/source-controller:v1.5.0": failed to do request: Head "https://ghcr.io/v2/fluxcd/source-controller/manifests/v1.5.0": dial tcp 140.82.121.34:443: i/o timeout',
  },
]
