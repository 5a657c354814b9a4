/** Fragments of patterns that several causes share. */

/** How Go, OpenSSH, libcurl, boto, Node and Java say that a peer was not reached, name resolution aside. */
export const UNREACHED = [
  'i/o timeout',
  'connection refused',
  'connection timed out',
  'connect(?:ion)? time(?:d ?)?out',
  'no route to host',
  'network is unreachable',
  'host is down',
  'connection reset',
  'context deadline exceeded',
  'Client\\.Timeout',
  'request canceled',
  'TLS handshake timeout',
  'operation timed out',
  'timeout awaiting',
  'unexpected EOF',
  '\\bEOF\\b',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'could not connect',
  'connection was closed',
  'closed by remote host',
  'connection closed',
  'proxyconnect',
  'Unexpected response code for CONNECT',
  'Failed to connect',
  'unable to connect',
  'Max retries exceeded',
  'read timed? ?out',
  'broken pipe',
  'connectex',
  'actively refused',
  'wsarecv',
  'client connection lost',
  'socket hang up',
  'ECONNABORTED',
  'ConnectTimeout',
  'NewConnectionError',
  'EndpointConnectionError',
  'RemoteDisconnected',
  'Remote end closed',
  'ProxyError',
  'Proxy Authentication Required',
  'Tunnel connection failed',
  'HTTP code 407',
  'Gateway Time-?out',
  'Bad Gateway',
  'Service (?:Temporarily )?Unavailable',
  'status(?: code)?:? 50[234]',
  'stream error: stream ID',
].join('|')

/** A certificate that is not trusted: mostly a proxy in between, or a private CA. */
export const UNTRUSTED = [
  'x509: certificate',
  'certificate signed by unknown authority',
  'failed to verify certificate',
  'self[- ]signed certificate',
  'unable to (?:get local issuer|verify the first certificate|find valid certification path)',
  'certificate (?:verify failed|is not trusted)',
  'PKIX path building failed',
  'CERTIFICATE_VERIFY_FAILED',
  'SSL certificate problem',
  'tls: handshake failure',
  'remote error: tls',
].join('|')

/** Looking a name up failed. */
export const UNRESOLVED = [
  'no such host',
  'server misbehaving',
  'temporary failure in name resolution',
  "could ?n[o']t resolve host",
  'name or service not known',
  'nodename nor servname',
  '\\bENOTFOUND',
  'EAI_AGAIN',
  'NXDOMAIN',
  'SERVFAIL',
  'NameResolutionError',
  'UnknownHostException',
  'No address associated with hostname',
  'failed to resolve address',
  'could not be resolved',
  'gaierror',
  'getaddrinfo (?:failed|ENOTFOUND|EAI)',
  'lookup [^ ]+(?: on [^ ]+:53)?: ',
].join('|')

/** Hosts of ECR, private and public, and of its API. */
export const ECR_HOST = '(?:dkr[.-]ecr[\\w.-]*\\.[a-z.]+|public\\.ecr\\.aws|api\\.ecr[\\w.-]*|\\becr\\.[\\w-]+\\.amazonaws\\.com)'

/** Hosts of registries for images and charts. */
export const REGISTRY_HOST = `(?:${ECR_HOST}|ghcr\\.io|docker\\.io|quay\\.io|gcr\\.io|pkg\\.dev|registry\\.k8s\\.io|mcr\\.microsoft\\.com|azurecr\\.io|registry[\\w-]*\\.[\\w.-]+|charts?\\.[\\w-]+\\.[\\w.]+|cdn\\.[\\w.-]+|production\\.cloudflare\\.docker\\.com|pkg-containers\\.githubusercontent\\.com)`

/** Hosts of Git, and the words of Git clients. */
export const GIT_TALK =
  '(?:unable to clone|git clone|failed to checkout|unable to (?:list|fetch)[^.]{0,20}remote|git@|ssh://|ssh: |fatal: |(?:github|gitlab|bitbucket)\\.(?:com|org)|git-codecommit|dev\\.azure\\.com|:22\\b|port 22\\b|\\.git[\'"/ ]|git repository)'

/** The public endpoint of an EKS cluster's API server. */
export const EKS_HOST = '\\.(?:[a-z0-9]{3}\\.)?[a-z]{2}[a-z0-9-]+\\.eks\\.amazonaws\\.com(?:\\.cn)?'

/** Regional and global hosts of STS. */
export const STS_HOST = 'sts(?:-fips)?\\.(?:[a-z0-9-]+\\.)?(?:amazonaws\\.com|api\\.aws)'

/** Regions of AWS by their shape; a host with another one was mistyped. Source: partitions.json of the AWS SDKs. */
export const REGION =
  '(?:us-(?:east|west)-[12]|us-gov-(?:east|west)-1|us-iso[bf]?-(?:east|west|south)-1|ca-(?:central|west)-1|mx-central-1|sa-east-1|eu-(?:west-[123]|central-[12]|north-1|south-[12]|isoe-west-1)|eusc-de-east-1|af-south-1|me-(?:south|central|west)-1|il-central-1|ap-(?:east-[12]|south-[12]|northeast-[123]|southeast-[1-7])|cn-(?:north|northwest)-1)'

/** Amazon says which policy is missing or denies since 2021. Source: IAM User Guide, Troubleshoot access denied error messages. */
export const DENIED_ELSEWHERE =
  /explicit deny|no (?:permissions boundary|service control policy|resource control policy|session policy|VPC endpoint policy)/i

/** The session is named after an EC2 instance: the call was made with the role of the node, not with one of the pod's own. */
export const NODE_SESSION =
  /assumed-role\/(?:[^\s"'/]+\/i-[\w*.<-]|[^\s"'/]*(?:NodeInstanceRole|node-?group|[-_]nodes?\b|\bnodes\.|node-?role|InstanceRole|karpenternode|worker))/i

/** That something went wrong: beside the name of a thing it makes the causes of that thing possible, and no more. */
export const TROUBLE = [
  'fail',
  'error',
  'denied',
  'invalid',
  'unable',
  'cannot',
  "can't",
  'could not',
  "does(?: no|n')t",
  'not (?:found|ready|work|allowed|authorized)',
  'missing',
  'wrong',
  'refus',
  'reject',
  'stuck',
  'timeout',
  'timed out',
].join('|')

/** The instance metadata service of EC2, as SDKs and tools call it. */
export const IMDS =
  '(?:169\\.254\\.169\\.254|fd00:ec2::254|ec2 ?imds|ec2metadata|EC2 ?Instance Metadata|EC2 IMDS|instance metadata service|instance-metadata)'
