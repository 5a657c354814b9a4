import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { UNREACHED } from '../phrases.ts'

const AGENT =
  '(?:169\\.254\\.170\\.23|fd00:ec2::23|eks-pod-identity-agent|pod identity agent|AWS_CONTAINER_CREDENTIALS_FULL_URI|eks-pod-identity-token)'

/** EKS Pod Identity: the other way to give a pod a role. */
export const POD_IDENTITY: Cause[] = [
  {
    id: 'pod-identity-agent',
    title: 'the EKS Pod Identity agent cannot be reached or fails',
    signs: [
      likely(
        /169\.254\.170\.23 is not a valid|Service account token (?:cannot be|is) (?:parsed|empty|malformed)|listen tcp \[fd00:ec2::23\]/i,
        { rank: 9 },
      ),
      likely(/eks-pod-identity-agent"?[^.]{0,20} add-?on must be installed|eks-pod-identity-agent"? add-?on (?:is )?(?:not|missing)/i, {
        rank: 9,
      }),
      likely(/Error fetching credentials: (?!.*(?:No association|AccessDenied|ResourceNotFound))/i, { rank: 5 }),
      certain(/not authorized to perform:? eks-auth:AssumeRoleForPodIdentity/i, { unless: /explicit deny/i }),
      likely(near(AGENT, `${UNREACHED}|error|fail|cannot assign|loopback|unsupported host|only retrieve|invalid|denied|not found`), {
        rank: 8,
        unless: /does not have permissions to assume|No association|ResourceNotFound/i,
      }),
      likely(/(?:unsupported|invalid|not allowed)[^.]{0,40}host[^.]{0,30}169\.254\.170\.23/i, { rank: 9 }),
      likely(
        [
          /CredentialsEndpointError|container credentials?[^.]{0,40}(fail|error|unable)/i,
          /failed to (?:load|retrieve) credentials[^]{0,60}(?:container|endpoint)/i,
        ],
        { rank: 5 },
      ),
      likely(/(EKS Auth|eks-auth|AssumeRoleForPodIdentity)[^]{0,300}(timeout|no such host|refused|deadline)/i, { rank: 7 }),
      possible(new RegExp(AGENT, 'i'), { rank: 6 }),
      possible(/AssumeRoleForPodIdentity|EKS Auth|endpointcreds/i),
    ],
    differs:
      'kubectl --namespace kube-system logs daemonset/eks-pod-identity-agent: AccessDenied there is the node role, ResourceNotFound the association',
    fix: ({ cluster, region }) =>
      shell`aws eks create-addon --region ${region} --cluster-name ${cluster} --addon-name eks-pod-identity-agent`,
    example:
      'failed to refresh cached credentials, failed to load credentials, : request send failed, Get "http://169.254.170.23/v1/credentials": dial tcp 169.254.170.23:80: connect: connection refused',
  },
  {
    id: 'pod-identity-association',
    title: 'the EKS Pod Identity association, or the trust of its role, is wrong',
    signs: [
      symptom(/pod identity[^.]{0,80}(?:association|not assumed|not work|failed to assume|access denied)/i),
      certain(/EKS does not have permissions to assume the associated role/i),
      certain(
        [
          /pods\.eks\.amazonaws\.com[^]{0,120}(?:trust|principal|not allow|invalid|missing)/i,
          /(?:trust|principal)[^]{0,120}pods\.eks\.amazonaws\.com/i,
        ],
        { unless: /MalformedPolicy/i },
      ),
      likely(
        /AssumeRoleForPodIdentity[^]{0,300}(?:ResourceNotFoundException|AccessDeniedException|InvalidParameterException|ServiceAccount)/i,
        { rank: 9, unless: /eks-auth:AssumeRoleForPodIdentity/i },
      ),
      likely(
        [
          /pod identity association[^]{0,120}(?:not found|already exists|invalid|missing|error|fail|does not exist)/i,
          /(?:no|cannot find)[^.]{0,30}pod ?identity ?association|Association already exists/i,
        ],
        { rank: 8 },
      ),
      likely(/not authorized to perform:? sts:TagSession/i, { rank: 9, unless: /explicit deny/i }),
      possible(/AssumeRoleForPodIdentity|podidentityassociation|pod identity association/i),
    ],
    differs:
      'whether it is the trust of the role in the association or of a role that is assumed from there: Pod Identity passes session tags on, so each needs sts:TagSession',
    fix: ({ cluster, region, namespace, serviceAccount, targetRole, role, action }) =>
      targetRole !== 'TARGET_ROLE' && action === 'sts:TagSession'
        ? shell`Ask the owner of ${targetRole} to allow sts:TagSession beside sts:AssumeRole to ${role} in its trust policy; the policy of ${role} must allow both on it.`
        : shell`aws eks list-pod-identity-associations --region ${region} --cluster-name ${cluster} --namespace ${namespace} --service-account ${serviceAccount}`,
    example: 'AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  },
]
