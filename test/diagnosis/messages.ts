/** What programs print, in their wording with made-up names, and the cause that must be named first. */
export const MESSAGES: [cause: string, text: string][] = [
  [
    'irsa-not-injected',
    'scan failed: failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts, 3',
  ],
  [
    'irsa-not-injected',
    'WebIdentityErr: failed fetching WebIdentity token: caused by: WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token caused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or directory',
  ],
  [
    'irsa-not-injected',
    'records retrieval failed: failed to list hosted zones: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/eksctl-prod-nodegroup-ng-1-NodeInstanceRole-1ABC/i-0123456789abcdef0 is not authorized to perform: route53:ListHostedZones',
  ],
  [
    'irsa-not-injected',
    'software.amazon.awssdk.core.exception.SdkClientException: Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(credentialsProviders=[SystemPropertyCredentialsProvider(), WebIdentityTokenCredentialsProvider()]) : WebIdentityTokenCredentialsProvider(): Either the environment variable AWS_WEB_IDENTITY_TOKEN_FILE or the javaproperty aws.webIdentityTokenFile must be set.',
  ],
  [
    'irsa-not-injected',
    'AWS_REGION environment variable is not set in the Flux controller. if you have properly configured IAM Roles for Service Accounts (IRSA) or EKS Pod Identity, please delete/replace the controller pod',
  ],
  [
    'irsa-not-injected',
    'MountVolume.SetUp failed for volume "secrets" : rpc error: code = Unknown desc = failed to mount secrets store objects: An IAM role must be associated with service account web (namespace: apps)',
  ],
  [
    'imds-unreachable',
    '{"level":"info","logger":"setup","msg":"failed to introspect vpcID from EC2Metadata or Node name, specify --aws-vpc-id instead if EC2Metadata is unavailable","error":"failed to fetch VPC ID from instance metadata: error in fetching vpc id through ec2 metadata: get mac metadata: operation error ec2imds: GetMetadata, canceled, context deadline exceeded"}',
  ],
  ['imds-unreachable', 'dial tcp 169.254.169.254:80: connect: connection refused'],
  ['imds-unreachable', 'could not get metadata from AWS: EC2 instance metadata is not available'],
  [
    'webhook-down',
    'Error from server (NotFound): mutatingwebhookconfigurations.admissionregistration.k8s.io "pod-identity-webhook" not found',
  ],
  [
    'webhook-down',
    'failed calling webhook, failing open iam-for-pods.amazonaws.com: failed calling webhook "iam-for-pods.amazonaws.com": Post https://127.0.0.1:23443/mutate?timeout=10s: x509: certificate has expired or is not yet valid',
  ],
  ['token-file-permission', "PermissionError: [Errno 13] Permission denied: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'"],
  [
    'token-file-permission',
    'time="2020-01-01T00:00:00Z" level=error msg="WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied"',
  ],
  [
    'pod-identity-agent',
    'failed to refresh cached credentials, failed to load credentials, : Get "http://169.254.170.23/v1/credentials": context deadline exceeded',
  ],
  [
    'pod-identity-agent',
    'Ignoring, HTTP credential provider invalid endpoint host, "169.254.170.23", only loopback hosts are allowed. <nil>',
  ],
  [
    'pod-identity-agent',
    '{"level":"error","msg":"Unable to configure family {0a 666430303a6563323a3a32332f313238}: unable to create route for addr fd00:ec2::23/128: permission denied"}',
  ],
  [
    'pod-identity-association',
    'operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 404, ResourceNotFoundException: No association found for service account web in namespace apps',
  ],
  [
    'pod-identity-association',
    'operation error EKS: CreatePodIdentityAssociation, https response error StatusCode: 409, ResourceInUseException: Association already exists: a-abcdefghijklmnop1',
  ],
  ['no-aws-credentials', 'Unable to locate credentials. You can configure credentials by running "aws configure".'],
  ['no-aws-credentials', 'The config profile (prod) could not be found'],
  [
    'no-aws-credentials',
    'Error: error configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found. Error: NoCredentialProviders: no valid providers in chain. Deprecated.',
  ],
  ['wrong-service-account', 'pods "app-5f" is forbidden: error looking up service account apps/web: serviceaccount "web" not found'],
  ['oidc-provider-missing', 'Error: unable to create iamserviceaccount(s) without IAM OIDC provider enabled'],
  [
    'oidc-provider-missing',
    "no IAM OIDC provider associated with cluster, try 'eksctl utils associate-iam-oidc-provider --region=eu-west-1 --cluster=prod'",
  ],
  [
    'oidc-thumbprint',
    "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
  [
    'trust-policy-mismatch',
    'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111122223333:assumed-role/ci/session is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/deploy',
  ],
  [
    'trust-policy-mismatch',
    'Error: Cannot assume IAM Role. IAM Role (arn:aws:iam::111122223333:role/deploy) cannot be assumed. There are a number of possible causes of this',
  ],
  [
    'malformed-role-arn',
    "ValidationError: 1 validation error detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'malformed-role-arn',
    "invalid eks.amazonaws.com/role-arn annotation: 'flux'. must match ^arn:aws[\\w-]*:iam::[0-9]{1,30}:role/.{1,200}$",
  ],
  [
    'role-missing',
    'operation error IAM: GetRole, https response error StatusCode: 404, RequestID: a, NoSuchEntityException: The role with name flux cannot be found.',
  ],
  [
    'missing-ecr-get-authorization-token',
    'An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-repository-permission',
    'denied: User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:111122223333:repository/web because no identity-based policy allows the ecr:InitiateLayerUpload action',
  ],
  [
    'missing-repository-permission',
    'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000: unexpected status code 403 Forbidden: DENIED',
  ],
  [
    'cross-account-repo',
    'failed to resolve reference "444455556666.dkr.ecr.eu-west-1.amazonaws.com/web:1": pulling from host failed with status code [manifests 1]: 403 Forbidden: User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/web because no resource-based policy allows the ecr:BatchGetImage action',
  ],
  [
    'explicit-deny',
    'User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/x because no permissions boundary allows the iam:CreateRole action',
  ],
  [
    'kms-access',
    'KmsException: AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  ],
  [
    'kms-access',
    'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/kustomize/1 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1',
  ],
  [
    'wrong-provider',
    "failed to configure authentication options: failed to create artifact registry credentials: invalid AWS registry: 'ghcr.io'. must match",
  ],
  [
    'wrong-provider',
    'ImageRepository.image.toolkit.fluxcd.io "web" is invalid: spec.provider: Unsupported value: "ecr": supported values: "generic", "aws", "azure", "gcp"',
  ],
  [
    'registry-denied',
    'Failed to pull image "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1": rpc error: code = Unknown desc = Error response from daemon: Get https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1: no basic auth credentials',
  ],
  [
    'registry-denied',
    'Error: INSTALLATION FAILED: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fcharts%3Apull&service=ghcr.io: 403 Forbidden',
  ],
  [
    'registry-denied',
    "Error response from daemon: pull access denied for acme/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    'registry-url-mismatch',
    'Error: looks like "https://acme.github.io/charts" is not a valid chart repository or cannot be reached: failed to fetch https://acme.github.io/charts/index.yaml : 404 Not Found',
  ],
  ['registry-url-mismatch', 'Error: could not find protocol handler for: oci'],
  ['registry-url-mismatch', 'failed to pull image: http: server gave HTTP response to HTTPS client'],
  [
    'registry-secret-invalid',
    'Secret "regcred" is invalid: data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'e\' looking for beginning of value',
  ],
  ['registry-secret-invalid', 'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.'],
  [
    'invalid-image-reference',
    'Failed to apply default image tag "https://ghcr.io/acme/web": couldn\'t parse image name "https://ghcr.io/acme/web": invalid reference format',
  ],
  ['wrong-region-registry', 'lookup 111122223333.dkr.ecr.us-est-1.amazonaws.com on 172.20.0.10:53: no such host'],
  [
    'repository-missing',
    "An error occurred (RepositoryNotFoundException) when calling the ListImages operation: The repository with name 'web' does not exist in the registry with id '111122223333'",
  ],
  [
    'tag-missing',
    'Failed to pull image "ghcr.io/acme/web:v9": rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/acme/web:v9": failed to resolve reference "ghcr.io/acme/web:v9": ghcr.io/acme/web:v9: not found',
  ],
  ['tag-missing', "chart pull error: failed to get chart version for remote reference: no 'web' chart with version matching '9.9.9' found"],
  [
    'tag-missing',
    "An error occurred (ImageNotFoundException) when calling the DescribeImages operation: The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with name 'web'",
  ],
  ['no-latest-image', 'no image found for policy'],
  ['no-latest-image', 'unable to determine latest version from provided list'],
  ['no-latest-image', 'referenced ImageRepository has not been scanned yet'],
  [
    'expired-token',
    'An error occurred (ExpiredTokenException) when calling the GetAuthorizationToken operation: The security token included in the request is expired',
  ],
  ['clock-skew', 'RequestTimeTooSkewed: The difference between the request time and the current time is too large.'],
  [
    'clock-skew',
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2024-01-01T00:00:00Z',
  ],
  ['invalid-aws-credentials', 'UnrecognizedClientException: The security token included in the request is invalid.'],
  [
    'invalid-aws-credentials',
    'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  [
    'invalid-aws-credentials',
    'An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials',
  ],
  [
    'sts-network',
    'RequestError: send request failed caused by: Post "https://sts.eu-west-1.amazonaws.com/": dial tcp 52.95.1.1:443: i/o timeout',
  ],
  ['sts-network', 'Connect timeout on endpoint URL: "https://sts.amazonaws.com/"'],
  [
    'sts-endpoint',
    'operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-9.amazonaws.com/": dial tcp: lookup sts.eu-west-9.amazonaws.com: no such host',
  ],
  ['cluster-network', 'Unable to connect to the server: dial tcp 10.0.1.5:443: i/o timeout'],
  ['cluster-network', 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'],
  ['cluster-network', 'Error: Get "http://localhost/api/v1/namespaces/flux-system": dial tcp 127.0.0.1:80: connect: connection refused'],
  ['cluster-network', 'failed to get server groups: Get "https://172.20.0.1:443/api": dial tcp 172.20.0.1:443: i/o timeout'],
  ['git-network', "unable to clone 'ssh://git@bitbucket.org/acme/fleet', error: dial tcp 104.192.141.1:22: i/o timeout"],
  ['git-network', "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': context deadline exceeded"],
  ['git-network', 'ssh: connect to host github.com port 22: Connection timed out fatal: Could not read from remote repository.'],
  [
    'in-cluster-network',
    'failed to download archive: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/x.tar.gz giving up after 10 attempt(s): Get "http://source-controller.flux-system.svc.cluster.local./x": dial tcp 10.100.3.4:80: connect: connection refused',
  ],
  [
    'in-cluster-network',
    'Internal error occurred: failed calling webhook "mservice.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-service?timeout=10s": context deadline exceeded',
  ],
  ['dns-failure', 'Could not resolve host: github.com'],
  ['dns-failure', 'dial tcp: lookup ghcr.io on 10.100.0.10:53: read udp 10.0.0.3:4242->10.100.0.10:53: i/o timeout'],
  [
    'image-pull-network',
    'failed to fetch Helm repository index: failed to cache index to temporary file: Get "https://charts.acme.io/index.yaml": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'image-pull-network',
    'Failed to pull image "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1": rpc error: code = DeadlineExceeded desc = failed to pull and unpack image: failed to resolve reference: failed to do request: Head "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1": dial tcp 52.1.1.1:443: i/o timeout',
  ],
  ['throttling', 'GET https://index.docker.io/v2/library/redis/manifests/7: TOOMANYREQUESTS: You have reached your pull rate limit.'],
  ['throttling', 'Throttling: Rate exceeded status code: 400, request id: 1'],
  ['throttling', 'Failed to pull image "web:1": pull QPS exceeded'],
  [
    'git-auth',
    "unable to clone 'https://gitlab.com/acme/fleet.git': authentication required: HTTP Basic: Access denied. The provided password or token is incorrect",
  ],
  ['git-auth', 'git@github.com: Permission denied (publickey). fatal: Could not read from remote repository.'],
  [
    'git-auth',
    "remote: Support for password authentication was removed on August 13, 2021. fatal: Authentication failed for 'https://github.com/acme/fleet.git/'",
  ],
  ['git-auth', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  [
    'git-auth-bitbucket',
    "remote: Bitbucket Cloud recently stopped supporting account passwords for Git authentication. fatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'",
  ],
  [
    'git-auth-bitbucket',
    'unable to clone \'https://bitbucket.org/acme/fleet.git\': unexpected client error: unexpected requesting "https://bitbucket.org/acme/fleet.git/info/refs?service=git-upload-pack" status code: 410',
  ],
  ['git-secret-invalid', 'failed to get secret \'flux-system/flux-system\': secrets "flux-system" not found'],
  ['git-secret-invalid', 'unable to construct auth method with options: ssh: this private key is passphrase protected'],
  ['git-host-key', 'Host key verification failed. fatal: Could not read from remote repository.'],
  ['git-push-denied', 'failed to push to remote: unknown error: ERROR: The key you are authenticating with has been marked as read only.'],
  ['git-push-denied', 'remote: error: GH006: Protected branch update failed for refs/heads/main.'],
  [
    'git-push-denied',
    "remote: Permission to acme/fleet.git denied to flux-bot. fatal: unable to access 'https://github.com/acme/fleet.git/': The requested URL returned error: 403",
  ],
  ['git-ref-missing', 'warning: Could not find remote branch prod to clone. fatal: Remote branch prod not found in upstream origin'],
  ['git-ref-missing', "failed to checkout and determine revision: unable to resolve ref 'v9' to a specific commit: reference not found"],
  ['git-repo-missing', "unable to clone 'https://github.com/acme/flet': repository not found"],
  ['git-repo-missing', "remote: The project you were looking for could not be found or you don't have permission to view it."],
  [
    'git-protocol',
    'unable to clone: ssh: handshake failed: ssh: no common algorithm for key exchange; client offered: [curve25519-sha256], server offered: [diffie-hellman-group1-sha1]',
  ],
  ['crd-missing', 'no matches for kind "ImageUpdateAutomation" in version "image.toolkit.fluxcd.io/v1beta1"'],
  [
    'crd-missing',
    'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1" ensure CRDs are installed first',
  ],
  ['flux-not-installed', 'error: the server doesn\'t have a resource type "gitrepositories"'],
  ['helm-locked', 'Helm upgrade failed: another operation (install/upgrade/rollback) is in progress'],
  ['helm-name-in-use', 'Helm install failed: cannot re-use a name that is still in use'],
  [
    'helm-ownership',
    'Error: INSTALLATION FAILED: Unable to continue with install: ClusterRole "flux-operator" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata',
  ],
  ['namespace-missing', 'Error: create: failed to create: namespaces "flux-system" not found'],
  ['unsupported-k8s-version', '✗ Kubernetes version v1.24.17-eks does not match >=1.30.0-0'],
  [
    'unsupported-k8s-version',
    'Helm upgrade failed: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "PodDisruptionBudget" in version "policy/v1beta1" ensure CRDs are installed first',
  ],
  ['fluxinstance-build-failed', 'build failed: unable to determine the version: no match found for semver: 9.x'],
  [
    'fluxinstance-artifact-pull',
    'fetching latest manifests failed: pulling artifact oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest failed: Get "https://ghcr.io/v2/": dial tcp 1.2.3.4:443: i/o timeout',
  ],
  ['health-check-timeout', "timeout waiting for: [Deployment/flux-system/source-controller status: 'InProgress']"],
  ['health-check-timeout', 'Error: UPGRADE FAILED: timed out waiting for the condition'],
  ['source-not-ready', "HelmRelease/apps/web: HelmRepository 'flux-system/acme' is not ready"],
  ['source-not-ready', 'could not find source: GitRepository.source.toolkit.fluxcd.io "fleet" not found'],
  ['sops-not-configured', 'cannot get sops data key: Error getting data key: 0 successful groups required, got 0'],
  ['uninstall-finalizers', 'Some content in the namespace has finalizers remaining: finalizers.fluxcd.io in 7 resource instances'],
  ['kube-auth-unauthorized', 'error: You must be logged in to the server (the server has asked for the client to provide credentials)'],
  ['kube-auth-unauthorized', "Your current IAM principal doesn't have access to Kubernetes objects on this cluster."],
  ['kube-auth-unauthorized', 'error: the server doesn\'t have a resource type "svc"'],
  [
    'rbac-forbidden',
    'pods is forbidden: User "arn:aws:iam::111122223333:user/dev" cannot list resource "pods" in API group "" in the namespace "flux-system"',
  ],
  [
    'rbac-forbidden',
    'clusterroles.rbac.authorization.k8s.io "x" is forbidden: user "dev" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held',
  ],
  ['sso-expired', 'Error loading SSO Token: Token for https://acme.awsapps.com/start does not exist'],
  [
    'sso-expired',
    'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.',
  ],
  ['no-region', 'Error: Invalid provider configuration: invalid AWS Region: '],
  [
    'no-region',
    'operation error EKS: DescribeCluster, failed to resolve service endpoint, endpoint rule error, Invalid Configuration: Missing Region',
  ],
  [
    'cluster-not-found',
    'operation error EKS: DescribeCluster, https response error StatusCode: 404, ResourceNotFoundException: No cluster found for name: prod.',
  ],
  [
    'eks-api-denied',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  ],
  [
    'installer-iam-denied',
    'Error: creating IAM OIDC Provider: AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:CreateOpenIDConnectProvider on resource: arn:aws:iam::111122223333:oidc-provider/oidc.eks',
  ],
  [
    'iam-passrole-denied',
    'AccessDeniedException: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/node',
  ],
  [
    'iam-already-exists',
    'Error: creating IAM OIDC Provider: EntityAlreadyExists: Provider with url https://oidc.eks.eu-west-1.amazonaws.com/id/ABC already exists.',
  ],
  ['iam-limit-exceeded', 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10'],
  ['malformed-policy', 'MalformedPolicyDocument: The policy failed legacy parsing'],
  ['kubeconfig-exec-plugin', 'Unable to connect to the server: getting credentials: exec: executable aws-iam-authenticator not found'],
  ['kubeconfig-exec-plugin', 'error: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"'],
  ['mfa-exec', 'AssumeRoleTokenProviderNotSetError: assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.'],
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
]
