import { parseArn } from '../domain/arn.ts'
import { isTagValue } from '../domain/names.ts'
import { repositoryInputProblem } from '../domain/permissions-policy.ts'
import { quoted, type Rules } from './rule.ts'

/** What holds for the options that say what a workload's role may do. */
export const workloadRules: Rules = {
  policyArn: {
    each: (value) => {
      const isPolicy = parseArn(value)?.service === 'iam' && /^policy\/./.test(parseArn(value)?.resource ?? '')
      // A tag of the role remembers what we attached.
      if (isPolicy && isTagValue(value)) return undefined
      return {
        problem: `${quoted(value)} is not a policy's ARN`,
        allowed: 'arn:aws:iam::ACCOUNT:policy/NAME, or aws for the account; 256 characters',
      }
    },
  },
  ecrRead: {
    each: (value) => {
      const problem = repositoryInputProblem(value)
      return problem
        ? { problem: `${quoted(value)} ${problem}`, allowed: "a repository's name, a pattern (apps/*) or a full ARN" }
        : undefined
    },
  },
}
