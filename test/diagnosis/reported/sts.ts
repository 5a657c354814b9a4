import type { Reported } from './reported.ts'

export const STS: Reported[] = [
  [
    'sts-network',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2477',
    '{"level":"error","ts":1643192131.4378264,"logger":"controller-runtime.manager.controller.ingress","msg":"Reconciler error","name":"ingress-2048","namespace":"game-2048","error":"WebIdentityErr: failed to retrieve credentials\\ncaused by: RequestError: send request failed\\ncaused by: Post \\"https://sts.ap-southeast-1.amazonaws.com/\\": dial tcp 103.246.148.245:443: i/o timeout"}',
  ],
  [
    'sts-network',
    'https://github.com/external-secrets/external-secrets/issues/651',
    'Message:               could not get secret data from provider: key "secret1" from ExternalSecret "example2": WebIdentityErr: failed to retrieve credentials\ncaused by: RequestError: send request failed\ncaused by: Post "https://sts.amazonaws.com/": dial tcp: i/o timeout\n    Reason:  SecretSyncedError',
  ],
  [
    'sts-network',
    'https://github.com/aws/amazon-vpc-cni-k8s/issues/1796',
    'Connect timeout on endpoint URL: "https://sts.us-west-2.amazonaws.com/"',
  ],
  [
    'sts-network',
    'https://github.com/kubernetes-client/java/issues/1591',
    'Could not connect to the endpoint URL: "https://sts.eu-central-1.amazonaws.com/"\n15:35:28.578 [main] ERROR io.kubernetes.client.util.KubeConfig - aws failed with exit code 255',
  ],
  [
    'sts-network',
    'https://github.com/kubernetes/autoscaler/issues/5487',
    'F0208 05:39:52.442470       1 aws_cloud_provider.go:386] Failed to generate AWS EC2 Instance Types: WebIdentityErr: failed to retrieve credentials\ncaused by: RequestError: send request failed\ncaused by: Post "https://sts.us-west-1.amazonaws.com/": dial tcp 176.32.112.54:443: i/o timeout',
  ],
  [
    'sts-endpoint',
    'https://github.com/hashicorp/terraform-provider-aws/issues/38607',
    'aws.region=me-central-1 operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 5ec86bdf, api error InvalidClientTokenId: The security token included in the request is invalid',
  ],
]
