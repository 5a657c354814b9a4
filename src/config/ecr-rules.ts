import { repositoryInputProblem } from '../domain/permissions-policy.ts'
import { quoted } from './rule.ts'
import type { Problem, RuleContext, Rules } from './rule.ts'
import { listOf } from './said.ts'

/** What holds for the options that say which repositories are read, how, and by which controllers. */
export const ecrRules: Rules = {
  repository: {
    each: (value) => {
      const problem = repositoryInputProblem(value)
      return problem
        ? { problem: `${quoted(value)} ${problem}`, allowed: "a repository's name, a pattern (apps/*) or a full ARN" }
        : undefined
    },
  },
  serviceAccount: { whole: absentController },
}

/** A ServiceAccount whose controller is left out would carry the role for nobody. */
function absentController({ said }: RuleContext): Problem | undefined {
  const components = listOf(said, 'components')
  const absent = components && listOf(said, 'serviceAccount')?.find((name) => !components.includes(name))
  return absent ? { problem: `${absent} is not among the components`, allowed: components.join(', ') } : undefined
}
