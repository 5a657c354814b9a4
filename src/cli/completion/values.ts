import type { CommandName, Option } from '../../config/option.ts'
import { OUTPUTS } from '../../config/run-rules.ts'
import type { Candidate } from './candidates.ts'
import type { Asking } from './asking.ts'

/** What an option may be given: from a list, from the kubeconfig, from AWS; nothing for what only the user can know. */
export async function valuesOf(option: Option, command: string, asking: Asking): Promise<Candidate[] | 'files'> {
  if (option.isPath || option.key === 'reportFile') return 'files'
  if (option.key === 'output') return plain(OUTPUTS[command as CommandName] ?? ['text', 'json'])
  if (option.words) return plain(option.words)
  switch (option.key) {
    case 'region': {
      const { REGIONS } = await import('../../aws/regions.ts')
      return Object.entries(REGIONS).map(([value, about]) => ({ value, about }))
    }
    case 'cluster':
      return (await import('./cluster-candidates.ts')).clusterCandidates(asking)
    case 'context': {
      const { kubeconfigContexts } = await import('../../kube/kubeconfig-contexts.ts')
      return (await kubeconfigContexts(asking.env, asking.text('kubeconfig'))).map(({ name }) => ({ value: name }))
    }
    case 'profile':
      return plain(await (await import('../../aws/profile-names.ts')).profileNames(asking.env))
    default:
      return []
  }
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((value) => ({ value }))
}
