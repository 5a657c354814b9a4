import type { Wording } from './wording.ts'

export const NETWORK: Wording[] = [
  ['cluster-network', 'Unable to connect to the server: dial tcp 10.0.1.5:443: i/o timeout'],
  ['cluster-network', 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'],
  ['cluster-network', 'Error: Get "http://localhost/api/v1/namespaces/flux-system": dial tcp 127.0.0.1:80: connect: connection refused'],
  ['cluster-network', 'failed to get server groups: Get "https://172.20.0.1:443/api": dial tcp 172.20.0.1:443: i/o timeout'],
  ['cluster-network', 'Unable to connect to the server: EOF'],
  [
    'cluster-network',
    'Error: Kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
  ],
  ['cluster-network', 'Unable to connect to the server: x509: certificate signed by unknown authority'],
  [
    'cluster-network',
    "Unable to connect to the server: tls: failed to verify certificate: x509: cannot validate certificate for 193.164.155.89 because it doesn't contain any IP SANs",
  ],
  [
    'cluster-network',
    'Unable to connect to the server: dial tcp 127.0.0.1:60057: connectex: No connection could be made because the target \nmachine actively refused it.',
  ],
  [
    'cluster-network',
    'Error: INSTALLATION FAILED: Kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
  ],
  [
    'cluster-network',
    'Error: Post "https://ABC.sk1.eu-west-1.eks.amazonaws.com/api/v1/namespaces": dial tcp 10.0.1.2:443: connect: no route to host',
  ],
  [
    'cluster-network',
    'Error: Get "http://localhost/api/v1/namespaces/kube-system/configmaps/aws-auth": dial tcp 127.0.0.1:80: connect: connection refused',
  ],
  ['cluster-network', 'Unable to connect to the server: dial tcp 10.0.0.12:443: i/o timeout'],
  ['cluster-network', 'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  ['cluster-network', 'Unable to connect to the server: net/http: TLS handshake timeout'],
  [
    'cluster-network',
    'The connection to the server 0A1B.gr7.eu-west-1.eks.amazonaws.com was refused - did you specify the right host or port?',
  ],
  ['git-network', "unable to clone 'ssh://git@bitbucket.org/acme/fleet', error: dial tcp 104.192.141.1:22: i/o timeout"],
  ['git-network', "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': context deadline exceeded"],
  ['git-network', 'ssh: connect to host github.com port 22: Connection timed out fatal: Could not read from remote repository.'],
  ['git-network', "fatal: unable to access 'https://github.com/acme/fleet/': Received HTTP code 407 from proxy after CONNECT"],
  ['git-network', 'unable to clone: failed to connect to gitlab.example.com: Operation timed out'],
  [
    'git-network',
    'error: RPC failed; curl 56 GnuTLS recv error (-54): Error in the pull function. fatal: the remote end hung up unexpectedly',
  ],
  [
    'git-network',
    "fatal: unable to access 'https://gitlab.example.com/acme/fleet.git/': gnutls_handshake() failed: The TLS connection was non-properly terminated.",
  ],
  [
    'git-network',
    'unable to clone \'https://github.com/acme/fleet\': unexpected client error: unexpected requesting "https://github.com/acme/fleet/info/refs?service=git-upload-pack" status code: 503',
  ],
  ['git-network', 'ssh: connect to host ssh.dev.azure.com port 22: Network is unreachable'],
  [
    'git-network',
    "fatal: unable to access 'https://github.com/openzfs/zfs.git/':\n      SSL certificate problem: self-signed certificate in certificate chain",
  ],
  [
    'git-network',
    "   Cloning into 'julia'...\n   fatal: unable to access 'https://github.com/JuliaLang/julia.git/':\n       SSL certificate problem: unable to get local issuer certificate",
  ],
  ['git-network', 'ssh: handshake failed: EOF'],
  [
    'git-network',
    "failed to checkout and determine revision: unable to clone 'ssh://git@github.com/acme/fleet': ssh: handshake failed: read tcp 10.11.1.11:45906->140.82.121.4:22: read: connection timed out",
  ],
  ['git-network', 'SSH could not read data: Error waiting on socket'],
  [
    'git-network',
    'error ImageUpdateAutomation/flux-system.flux-system - Reconciler error unable to fetch-connect to remote &#39;ssh://git@bitbucket.org/acme/fleet.git&#39;: ssh: handshake failed: EOF',
  ],
  [
    'git-network',
    '{"error":"cannot fetch remote branch: EOF", "level":"error", "logger":"controller.imageupdateautomation", "msg":"Reconciler error", "name":"staging-image-update", "namespace":"flux2"}',
  ],
  ['git-network', 'ssh: connect to host github.com port 22: Connection timed out'],
  [
    'git-network',
    "fatal: unable to access 'https://github.com/acme/fleet/': Failed to connect to github.com port 443 after 130000 ms: Couldn't connect to server",
  ],
  [
    'image-pull-network',
    'failed to fetch Helm repository index: failed to cache index to temporary file: Get "https://charts.acme.io/index.yaml": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'image-pull-network',
    'Failed to pull image "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1": rpc error: code = DeadlineExceeded desc = failed to pull and unpack image: failed to resolve reference: failed to do request: Head "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1": dial tcp 52.1.1.1:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 52.1.1.1:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'image-pull-network',
    'failed to do request: Head "https://ghcr.io/v2/fluxcd/source-controller/manifests/v1.4.1": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
  ],
  [
    'image-pull-network',
    'chart pull error: failed to download chart for remote reference: \nfailed to fetch https://github.com/prometheus-community/helm-charts/releases/download/kube-prometheus-stack-79.5.0/kube-prometheus-stack-79.5.0.tgz : \n504 Gateway Time-out',
  ],
  [
    'image-pull-network',
    'Warning   Failed    Pod/dns-check-evidence   (combined from similar events): Failed to pull image \\"busybox:1.36.1\\": rpc error: code = Unknown desc = failed to pull and unpack image \\"docker.io/library/busybox:1.36.1\\": failed to resolve reference \\"docker.io/library/busybox:1.36.1\\": failed to do request: Head \\"https://registry-1.docker.io/v2/library/busybox/manifests/1.36.1\\": read tcp 10.2.0.49:53090->107.22.179.217:443: read: connection reset by peer',
  ],
  [
    'image-pull-network',
    'failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:00479beb570a19e4799ef1c3e328dc7f14c546e2eccd80a8a554c011287f4a67: not found',
  ],
  [
    'image-pull-network',
    'ResourceInitializationError: unable to pull secrets or registry auth: \nThe task cannot pull registry auth from Amazon ECR: There is a connection issue \nbetween the task and Amazon ECR. Check your task network configuration. \noperation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, \nhttps response error StatusCode: 0, RequestID: , request send failed, \nPost "https://api.ecr.me-central-1.amazonaws.com/": dial tcp 3.28.72.11:443: i/o timeout.',
  ],
  [
    'image-pull-network',
    'stopCode:      TaskFailedToStart\nstoppedReason: ResourceInitializationError ... operation error ECR: GetAuthorizationToken,\n               StatusCode: 0, dial tcp 44.213.79.104:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection',
  ],
  [
    'image-pull-network',
    'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/x: dial tcp 52.216.1.1:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'Failed to pull image "public.ecr.aws/x/y:1": rpc error: code = DeadlineExceeded desc = failed to pull and unpack image: failed to resolve reference: dial tcp 1.2.3.4:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'Back-off pulling image: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'image-pull-network',
    'failed to pull and unpack image "docker.io/library/nginx:latest": failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://production.cloudflare.docker.com/": EOF',
  ],
]
