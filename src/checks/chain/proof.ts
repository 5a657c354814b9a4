import { Failure } from '../../domain/failure.ts'
import { fail, pass, undecided, type Check, type Finding } from '../kernel/check.ts'
import { REFLECTOR, type Facts } from '../kernel/facts.ts'
import type { EcrRepository } from '../images/image-use.ts'
import { editFix } from '../sources/object-fixes.ts'
import { grantFor } from './policy.ts'
import { isRefusal } from './proof-facts.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { raw, shell } from '../../domain/shell.ts'

const section = 'proof'

/** What the services say, to the cause; first match counts. Sources: STS API AssumeRoleWithWebIdentity (errors), ECR registry answers. */
const STS_CAUSES: [pattern: RegExp, cause: string][] = [
  [/No OpenIDConnect provider found/i, 'oidc-provider-missing'],
  [/Incorrect token audience/i, 'trust-wrong-audience'],
  [/thumbprint/i, 'oidc-thumbprint'],
  [/Request ARN is invalid/i, 'malformed-role-arn'],
  [/explicit deny/i, 'explicit-deny'],
  [/STS is not activated/i, 'sts-endpoint'],
  [/AssumeRoleWithWebIdentity/, 'trust-policy-mismatch'],
]

export const PROOF: Check[] = [
  {
    id: 'proof-assume',
    section,
    severity: 'fail',
    title: "STS gives the role for the ServiceAccount's own token",
    asksForToken: true,
    needs: ['annotation/@', 'trust/@', 'oidc-provider', 'oidc-client-id'],
    names: serviceAccountNames,
    async run(facts, serviceAccount) {
      const token = await tokenOrWhy(facts, serviceAccount)
      if (typeof token !== 'string') return token
      const roleArn = (await facts.annotation(serviceAccount)) ?? ''
      return refusedOr(
        () => facts.credentials(serviceAccount, roleArn).then(() => pass(`AssumeRoleWithWebIdentity gave credentials of ${roleArn}`)),
        (refusal) =>
          fail(refusal.message, {
            evidence: [`role: ${roleArn}`],
            cause: STS_CAUSES.find(([pattern]) => pattern.test(refusal.message))?.[1] ?? 'trust-policy-mismatch',
            fix: assumeFix(facts, refusal, roleArn),
          }),
      )
    },
  },
  {
    id: 'proof-login',
    section,
    severity: 'fail',
    title: 'ECR lets the role log in',
    asksForToken: true,
    needs: ['proof-assume/@', 'login-permission'],
    // The policy is still being read then; where that is the finding, nobody hears what this said.
    begins: {
      needs: ['proof-assume/@'],
      read: async (facts, serviceAccount) => facts.login(serviceAccount, (await facts.annotation(serviceAccount)) ?? '', facts.region),
    },
    names: serviceAccountNames,
    async run(facts, serviceAccount) {
      const roleArn = (await facts.annotation(serviceAccount)) ?? ''
      return refusedOr(
        () => facts.login(serviceAccount, roleArn, facts.region).then(() => pass(`GetAuthorizationToken gave a login in ${facts.region}`)),
        (refusal) =>
          fail(refusal.message, {
            evidence: [`role: ${roleArn}`],
            cause: isExplicit(refusal) ? 'explicit-deny' : 'missing-ecr-get-authorization-token',
            fix: isExplicit(refusal)
              ? 'Have whoever owns the policy that the message names (an organization, a VPC endpoint) allow ecr:GetAuthorizationToken on *.'
              : facts.settings.install,
          }),
      )
    },
  },
  {
    id: 'proof-tags',
    section,
    severity: 'fail',
    title: 'the role lists the tags, as Flux does',
    asksForToken: true,
    needs: [`proof-login/${REFLECTOR}`, 'repository-permission/@'],
    async each({ listed, settings }) {
      return settings.serviceAccounts.includes(REFLECTOR) ? (await listed()).map(({ id }) => ({ name: id })) : []
    },
    run: listsTags,
  },
]

async function tokenOrWhy(facts: Facts, serviceAccount: string): Promise<string | Finding> {
  try {
    return await facts.token(serviceAccount)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'kube-forbidden') throw error
    const right = `create serviceaccounts/token in ${facts.settings.namespace}`
    return undecided(`no live proof: the caller lacks the Kubernetes right to ${right}`, {
      evidence: [error.message],
      cause: 'rbac-forbidden',
      fix: `Grant the caller the right to ${right} (docs/permissions.md holds the Role), then run the same command again.`,
    })
  }
}

async function listsTags(facts: Facts, id: string): Promise<Finding> {
  const use = (await facts.listed()).find((each) => each.id === id)
  if (!use) throw new Error(`${id} is not among the ImageRepositories`)
  const { ecr } = use
  const roleArn = (await facts.annotation(REFLECTOR)) ?? ''
  const evidence = [`repository: ${ecr.arn}`, `role: ${roleArn}`]
  return refusedOr(
    () => facts.tags(REFLECTOR, roleArn, ecr).then((tags) => pass(`${ecr.host}/${ecr.repository}: ${tags.length} tags listed`, evidence)),
    async (refusal) => {
      if (refusal.code === 'registry-not-found') {
        return fail(refusal.message, { evidence, cause: 'repository-missing', fix: editFix({ ...use, kind: 'ImageRepository' }) })
      }
      return deniedTags(facts, { ecr, roleArn, evidence }, refusal)
    },
  )
}

/** STS is off in some regions until an account turns it on: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html */
function assumeFix({ region, settings }: Facts, refusal: Failure, roleArn: string): string {
  if (refusal.code === 'aws-region-disabled')
    return shell`Have an administrator of the account activate STS in ${region} (IAM console, account settings, STS endpoints).`
  if (!isExplicit(refusal)) return settings.install
  return shell`Have whoever owns the policy that the message names (an organization) allow sts:AssumeRoleWithWebIdentity on ${roleArn}.`
}

interface Listing {
  ecr: EcrRepository
  roleArn: string
  evidence: string[]
}

/** The role's own policies allow it, or this check would not have run: what is left is the repository's policy, or an organization's. */
async function deniedTags(facts: Facts, { ecr, roleArn, evidence }: Listing, refusal: Failure): Promise<Finding> {
  const repository = raw(shell`--region ${ecr.region} --registry-id ${ecr.account} --repository-name ${ecr.repository}`)
  if (ecr.account !== facts.caller.account) {
    return fail(`${refusal.message}; the repository policy in account ${ecr.account} must allow the role too`, {
      evidence: [...evidence, `statement to ask for: ${JSON.stringify(grantFor(roleArn))}`],
      cause: isExplicit(refusal) ? 'explicit-deny' : 'cross-account-repo',
      fix: shell`Ask the owner of account ${ecr.account} to add the statement above to the policy of that repository (aws ecr set-repository-policy ${repository} --policy-text FILE).`,
    })
  }
  if (!isExplicit(refusal)) return fail(refusal.message, { evidence, cause: 'missing-repository-permission', fix: facts.settings.install })
  const denying = await denyingStatements(facts, ecr)
  if (denying.length === 0) {
    const fix =
      'Have whoever owns the policy that the message names (an organization, a VPC endpoint) allow ecr:ListImages and ecr:BatchGetImage.'
    return fail(refusal.message, { evidence, cause: 'explicit-deny', fix })
  }
  return fail(`the policy of the repository ${ecr.repository} denies it: ${refusal.message}`, {
    evidence: [...evidence, `denied by: ${denying.join(', ')}`],
    cause: 'explicit-deny',
    fix: shell`Have the owner of the repository take ${denying.join(', ')} out of its policy (aws ecr get-repository-policy ${repository}).`,
  })
}

/** Names of the Deny statements of a repository's own policy; none where it cannot be read. */
async function denyingStatements({ repositoryPolicy }: Facts, ecr: EcrRepository): Promise<string[]> {
  try {
    const document = (await repositoryPolicy(ecr)) ?? { Statement: [] }
    const denies = [document.Statement].flat().filter(({ Effect }) => Effect === 'Deny')
    return denies.map(({ Sid }, at) => `statement ${Sid ?? `Deny[${at}]`}`)
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}

function isExplicit({ message }: Failure): boolean {
  return /explicit deny|no permissions boundary allows|service control policy/i.test(message)
}

/** A refusal is judged; what else goes wrong tells nothing about the identity and passes through. */
export async function refusedOr(run: () => Promise<Finding>, refused: (refusal: Failure) => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await run()
  } catch (error) {
    if (isRefusal(error)) return refused(error)
    throw error
  }
}
