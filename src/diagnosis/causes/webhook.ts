import { shell } from '../../domain/shell.ts'
import { certain, likely, possible, symptom, type Cause } from '../cause.ts'

/** What puts the identity into new pods. */
export const WEBHOOK: Cause[] = [
  {
    id: 'webhook-down',
    title: 'the EKS pod identity webhook is missing, broken or does not answer: new pods get no identity',
    signs: [
      symptom(
        /(?:inject(?:ed|ion)|AWS_ROLE_ARN|env(?:ironment)? var\w*|tokens?)[^.]{0,60}(?:sometimes|stopped|fails?|missing|not (?:being )?(?:injected|set|added|mutated))|not (?:being )?(?:injected|mutated)/i,
      ),
      certain(/(?:mutatingwebhookconfigurations?\S*|MutatingWebhookConfiguration) "?pod-identity-webhook"? (?:not found|is missing)/i),
      certain(
        /failed call(?:ing|ed)? webhook,? "(?:iam-for-pods\.amazonaws\.com|pod-identity-webhook[^"]*)"|failing open pod-identity-webhook/i,
      ),
      certain(/no endpoints available for service "(?:amazon-eks-)?pod-identity-webhook"/i),
      likely(
        /(pod-identity-webhook|iam-for-pods)[^]{0,200}(error|fail|timeout|refused|bad certificate|unknown authority|expired|not found|x509)/i,
        { rank: 9 },
      ),
      likely(/(error|fail|timeout|refused|bad certificate)[^]{0,120}(pod-identity-webhook|iam-for-pods)/i, { rank: 8 }),
      likely(/TLS handshake error from [^ ]+: remote error: tls: (?:bad|unknown) certificate/i, { rank: 5 }),
      possible(/mutating ?webhook|pod[- ]identity[- ]webhook/i, { rank: 8 }),
      possible(/no endpoints available for service "[^"]*webhook/i, { rank: 3 }),
    ],
    fix: ({ cluster }) =>
      shell`kubectl get mutatingwebhookconfiguration pod-identity-webhook -o yaml && flux-irsa verify --cluster ${cluster}`,
    example:
      'Internal error occurred: failed calling webhook "iam-for-pods.amazonaws.com": failed to call webhook: Post "https://127.0.0.1:23443/mutate?timeout=10s": dial tcp 127.0.0.1:23443: connect: connection refused',
  },
]
