import { isRoleArn, parseArn } from '../domain/arn.ts'
import { isIamName, isIamPath, isTagKey, isTagValue } from '../domain/names.ts'
import { must, quoted } from './rule.ts'
import type { Problem, RuleContext, Rules } from './rule.ts'
import { mapOf } from './said.ts'

/** IAM allows 50 tags on a role or policy (IAM user guide, "Tags for IAM resources"); two are ours. */
const userTagsMax = 48

const nameCharacters = 'letters, digits and + = , . @ _ -'
const tagText = 'keys of 1 to 128 and values of at most 256 letters, digits, spaces and _ . : / = + - @'

/** What holds for the names, the path, the boundary and the tags of what we make in IAM. */
export const iamRules: Rules = {
  namePrefix: must((value) => isIamName(value, 100), 'is not a prefix that IAM takes', `at most 100 ${nameCharacters}`),
  roleName: must((value) => isIamName(value, 64), 'is not a role name that IAM takes', `at most 64 ${nameCharacters}`),
  policyName: must((value) => isIamName(value, 128), 'is not a policy name that IAM takes', `at most 128 ${nameCharacters}`),
  path: must(isIamPath, 'is not an IAM path', '/ or /…/ with at most 512 printable characters, beginning and ending with /'),
  permissionsBoundary: {
    each: (value) => (isPolicyArn(value) ? undefined : { problem: boundaryProblem(value), allowed: 'arn:aws:iam::ACCOUNT:policy/NAME' }),
  },
  tag: { each: tagValueProblem, whole: tagsProblem },
}

/** A policy's ARN; AWS' own ones say `aws` for the account. */
function isPolicyArn(value: string): boolean {
  const arn = parseArn(value)
  return (
    arn?.service === 'iam' &&
    arn.region === '' &&
    /^(\d{12}|aws)$/.test(arn.account) &&
    /^policy\/[\w+=,.@/-]*[\w+=,.@-]$/.test(arn.resource)
  )
}

function boundaryProblem(value: string): string {
  return isRoleArn(value) ? `${quoted(value)} is a role, not a policy` : `${quoted(value)} is not a policy's ARN`
}

function tagValueProblem(value: string, { key = '' }: RuleContext): Problem | undefined {
  if (/^flux-irsa:/i.test(key))
    return { problem: `the key ${quoted(key)} is ours`, allowed: 'keys that do not begin with flux-irsa: or aws:' }
  if (/^aws:/i.test(key))
    return { problem: `the key ${quoted(key)} is reserved by AWS`, allowed: 'keys that do not begin with flux-irsa: or aws:' }
  if (!isTagKey(key)) return { problem: `${quoted(key)} is not a tag key that IAM takes`, allowed: tagText }
  if (!isTagValue(value)) return { problem: `the value of ${quoted(key)} is not one that IAM takes`, allowed: tagText }
  return undefined
}

/** IAM keeps the case of a tag's key but does not tell keys apart by it (IAM user guide, "Rules for tagging"). */
function tagsProblem({ said }: RuleContext): Problem | undefined {
  const keys = Object.keys(mapOf(said, 'tag') ?? {})
  const twin = keys.find((key, index) => keys.findIndex((other) => other.toLowerCase() === key.toLowerCase()) !== index)
  if (twin !== undefined)
    return { problem: `the key ${quoted(twin)} is there twice but for case`, allowed: 'keys that differ by more than case' }
  if (keys.length > userTagsMax)
    return { problem: `${keys.length} tags are too many`, allowed: `${userTagsMax} tags (IAM allows 50, two are ours)` }
  return undefined
}
