import type { CheckReference } from '../../model/check-ids.ts'
import { Failure } from '../../domain/failure.ts'
import { fail, pass, undecided, type Check, type Finding } from '../kernel/check.ts'
import { causeOfDenial } from '../kernel/waiting.ts'
import type { Facts } from '../kernel/facts.ts'
import { shell } from '../../domain/shell.ts'

const section = 'cluster'

/** Every check that asks the Kubernetes API needs these two: an answer of another cluster is worse than none. */
export const KUBERNETES: CheckReference[] = ['kubernetes-api', 'same-cluster']

// EKS keeps serving the Kubernetes API while it updates. Source: EKS API Cluster, status.
const SERVING = new Set(['ACTIVE', 'UPDATING'])
const KUBE_CAUSES: Record<string, string> = {
  'kube-unauthorized': 'kube-auth-unauthorized',
  'kube-unreachable': 'cluster-network',
}

export const CLUSTER: Check[] = [
  {
    id: 'cluster',
    section,
    severity: 'fail',
    title: 'the EKS cluster is there and serves',
    needs: [],
    run({ cluster, region, settings }) {
      const evidence = [`arn: ${cluster.arn}`, `issuer: ${cluster.issuer}`]
      if (SERVING.has(cluster.status)) return pass(`${cluster.name} is ${cluster.status}, Kubernetes ${cluster.version}`, evidence)
      return fail(`${cluster.name} is ${cluster.status}: it does not serve`, {
        evidence,
        fix:
          cluster.status === 'CREATING' ? shell`aws eks wait cluster-active --name ${cluster.name} --region ${region}` : settings.install,
      })
    },
  },
  {
    id: 'kubernetes-api',
    section,
    severity: 'unknown',
    title: 'the Kubernetes API answers the caller',
    needs: ['cluster'],
    after: ['clock'],
    async run(facts) {
      try {
        const version = await facts.kubeVersion()
        return pass(`${facts.kubeEndpoint()} answers, ${version}`)
      } catch (error) {
        return noAnswer(error, facts)
      }
    },
  },
  {
    id: 'same-cluster',
    section,
    severity: 'fail',
    title: 'the Kubernetes API is that of this cluster',
    needs: ['kubernetes-api'],
    run: sameCluster,
  },
]

function noAnswer(error: unknown, { cluster }: Facts): Finding {
  if (!(error instanceof Failure)) throw error
  const cause = KUBE_CAUSES[error.code] ?? causeOfDenial(error.code)
  const isPrivate = error.code === 'kube-unreachable' && !cluster.publicAccess
  return undecided(isPrivate ? `${error.message}; the cluster's endpoint is private: run this inside its VPC` : error.message, {
    evidence: error.evidence.map(([key, value]) => `${key}: ${value}`),
    ...(cause ? { cause } : {}),
    ...(error.fix ? { fix: error.fix } : {}),
    // A token that was signed by a wrong clock is refused like that of a stranger.
    symptom: error.code === 'kube-unauthorized',
  })
}

/** Behind a tunnel or a bastion the endpoint differs; then the issuer of the API server's own tokens tells which cluster it is. */
async function sameCluster(facts: Facts): Promise<Finding> {
  const { cluster, settings } = facts
  const endpoint = facts.kubeEndpoint()
  const { same, issuer } = await facts.sameCluster()
  if (issuer === undefined) return pass('the endpoint is the one that EKS names', [`endpoint: ${endpoint}`])

  const evidence = [`endpoint: ${endpoint}`, `issuer of its tokens: ${issuer}`, `issuer of ${cluster.name}: ${cluster.issuer}`]
  if (same) return pass('the endpoint differs, but its tokens are those of this cluster', evidence)
  return fail(`the Kubernetes API at ${endpoint} is not that of the EKS cluster ${cluster.name}`, {
    evidence,
    fix: settings.install.replace(/\b(install|adopt|render --output iam)\b/, 'verify'),
  })
}
