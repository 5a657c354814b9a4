import { parseArn } from '../domain/arn.ts'
import { isTagValue } from '../domain/names.ts'
import { ecrRules } from './ecr-rules.ts'
import { quoted, type Rules } from './rule.ts'
import { booleanOf } from './said.ts'

/** What holds for the options that say how roles are shared, and what a workload's may do. */
export const workloadRules: Rules = {
  rolePerServiceAccount: {
    whole: ({ command, said }) => {
      const name = said.get('roleName') ?? said.get('policyName')
      if (command === 'bind' || !booleanOf(said, 'rolePerServiceAccount') || !name) return undefined
      return { problem: `does not go with ${name.field}, which names one`, allowed: 'one of the two, or --name-prefix' }
    },
  },
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
  ecrRead: ecrRules.repository ?? {},
}
