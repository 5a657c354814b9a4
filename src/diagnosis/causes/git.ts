import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { GIT_TALK } from '../phrases.ts'

const install = ({ cluster }: { cluster: string }) =>
  shell`printf %s "$TOKEN" | flux-irsa install --cluster ${cluster} --git-password-stdin --yes`
/** Flux logs in to CodeCommit by its role since 2.9, where the source says provider aws. Source: fluxcd/source-controller pull request 2035 */
function codeCommit(url: string, account: string): string {
  const [, region = 'REGION', repository = 'REPOSITORY'] = /codecommit(?:-fips)?\.([\w-]+)\.[\w.]+\/v1\/repos\/([\w.-]+)/.exec(url) ?? []
  const statement = { Effect: 'Allow', Action: 'codecommit:GitPull', Resource: `arn:aws:codecommit:${region}:${account}:${repository}` }
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return shell`aws iam put-role-policy --role-name ROLE --policy-name flux-codecommit --policy-document ${policy} # the role of source-controller; the source says provider aws, from Flux 2.9 on`
}

const REFUSED = [
  'authentication (?:required|failed)',
  'authorization failed',
  'unable to authenticate',
  'invalid credentials',
  'invalid username',
  'bad credentials',
  'access denied',
  'Permission denied \\(|could not read (?:username|password)|too many redirects or authentication replays|HTTP Basic|(?:status(?: code)?|error|returned error|http)[: ]+40[13]\\b|40[13] (?:Unauthorized|Forbidden)|Unauthorized|Forbidden|credentials (?:are|were) (?:invalid|incorrect|not)|authentication handshake',
].join('|')
const PUSH = [
  'failed to push',
  'push(?:ing)? (?:to|declined|rejected|failed|denied)',
  'git push',
  'error: failed to push',
  'command error on refs',
  'git-receive-pack',
].join('|')

/** What Git hosts and clients say of the login. */
export const GIT: Cause[] = [
  {
    id: 'git-auth',
    title: 'the Git credentials are missing or refused',
    topics: ['git'],
    signs: [
      likely(/The requested URL returned error: 40[13]/i, { rank: 6, unless: /bitbucket|registry|docker|push|curl: \(/i }),
      likely(/key (?:is )?already in use|No more authentication methods to try|Agent admitted failure/i, { rank: 7 }),
      possible(
        near(
          'unable to clone|failed to clone|unable to list remote|failed to (?:checkout|fetch|push)|git (?:clone|fetch|pull|ls-remote)|ssh: handshake failed',
          '.',
          1,
        ),
        { rank: 3 },
      ),
      likely(/not authorized to perform:? codecommit:Git(?:Pull|Fetch|Upload)/i, { rank: 9 }),
      likely(
        [
          /Username\/PublicKey combination invalid|Password authentication is not supported|Public key authentication failed/i,
          /Invalid username or (?:token|password)|remote authentication required|callback returned error|no supported methods remain/i,
          /password (?:was|is) incorrect|required to use a (?:token|personal access token)|enabled or enforced SAML/i,
          /Could not get repo installation|Failed to create token for "[^"]+"|is the app installed/i,
        ],
        { rank: 7, unless: /bitbucket|docker|registry|account password set/i },
      ),
      likely(/\bauthorization failed\b|\bauthentication (?:required|failed)\b|\bunauthorized\b/i, {
        rank: 6,
        about: 'git',
        unless: /bitbucket|push/i,
      }),
      certain(/Support for password authentication was removed|HTTP Basic: Access denied/i, {
        unless: /bitbucket|registry|\/v2\/|docker/i,
      }),
      likely(
        [
          /SAML SSO|organization has enabled or enforced|IP allow list|Resource not accessible by/i,
          /Must have admin rights|Too many authentication failures|Password authentication is not available/i,
          /key is already in use|personal access token[^.]{0,60}(?:fail|invalid|expired|forbid|required)/i,
        ],
        { rank: 7, unless: /bitbucket|push/i },
      ),
      likely(near(GIT_TALK, REFUSED), {
        rank: 6,
        unless: new RegExp(
          `bitbucket|${PUSH}|host key|ghcr|dkr\\.ecr|denied to |write access|read only|GitHub App private|for user "`,
          'i',
        ),
      }),
      likely(
        [
          /Permission denied \(publickey|ssh: unable to authenticate|attempted methods \[/i,
          /could not read Username for|too many redirects or authentication replays|authentication replays/i,
          /Bad credentials|\bAuthentication failed for (?!user "(?!git))/i,
        ],
        { rank: 7, unless: /bitbucket/i },
      ),
      likely(
        [
          /(?:401|403|404)[^]{0,120}(?:installation|access_tokens)/i,
          /(?:installation|access) token[^]{0,120}(?:40[134]|suspended|not found)/i,
          /GitHub App[^]{0,160}(?:fail|error|401|404|suspended|denied)/i,
        ],
        { rank: 7, unless: /private key|parse/i },
      ),
      likely(/^[^]{0,200}\b(?:authentication required|authorization failed|unable to authenticate|invalid credentials)\b/i, {
        rank: 4,
        unless: /bitbucket|ghcr|dkr|v2\/|docker|registry|sts:|chart|helm|oci/i,
      }),
      likely(/AADSTS\d+|TF40\d+|codecommit[^]{0,160}(?:403|denied|not authorized)/i, { rank: 6 }),
      possible(near('\\bgit\\b|\\bclone\\b', 'denied|authenti|permission|credential|token|unauthor', 120), { rank: 2 }),
      possible(/don't have permission to view|could not be found or you/i, { rank: 8 }),
      possible(/repository not found|could not read from remote repository|correct access rights/i, { rank: 7 }),
      possible(near(GIT_TALK, '40[134]\\b|denied|unauthor'), { rank: 5 }),
    ],
    differs: 'git ls-remote with the same credentials; hosts say "not found" to those who may not read',
    fix: ({ gitUrl, account, ...names }) =>
      /codecommit/.test(gitUrl) && !gitUrl.startsWith('ssh') ? codeCommit(gitUrl, account) : install(names),
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': authentication required: Invalid username or token",
  },
  {
    id: 'git-auth-bitbucket',
    title: 'Bitbucket refuses the login: app passwords are retired, and tokens want their own user name',
    topics: ['git'],
    signs: [
      likely(/third party service you must ensure you have an account password|must use an API token/i, { rank: 9 }),
      certain([
        /Bitbucket Cloud (?:recently )?(?:stopped|no longer) support(?:ing|s) account passwords/i,
        /app passwords? (?:are|is|have been|has been) (?:deprecated|removed|retired|no longer|disabled)/i,
        /bitbucket[^]{0,200}app passwords? (?:are|is)? ?(?:deprecated|removed|retired|no longer|disabled)/i,
        /CHANGE-(?:2770|3222)/i,
      ]),
      likely(
        near(
          'bitbucket\\.org|bitbucket',
          `${REFUSED}|no longer exists in this workspace|privilege scopes|\\b401\\b|\\b403\\b|\\b410\\b|app password|token is invalid`,
        ),
        { rank: 8, unless: /push|repository not found|host key|read only/i },
      ),
      likely(near(REFUSED, 'bitbucket'), { rank: 7, unless: /push|host key/i }),
      likely(
        [
          /x-token-auth|x-bitbucket-api-token-auth|app[- ]password/i,
          /You may not have access to this repository or it no longer exists in this workspace/i,
          /credentials lack one or more required privilege scopes/i,
          /Token is invalid, expired, or not supported for this endpoint/i,
        ],
        { rank: 8 },
      ),
      likely(/Authentication credentials are invalid/i, { rank: 5 }),
      possible(/bitbucket/i, { rank: 6 }),
      possible(/Invalid credentials|unexpected client error|\b410\b/i, { rank: 3 }),
    ],
    fix: install,
    example:
      "unable to clone 'https://bitbucket.org/acme/fleet.git': authentication required: Bitbucket Cloud recently stopped supporting account passwords for Git authentication.",
  },
  {
    id: 'git-push-denied',
    title: 'the credentials may read but not write, or the branch is protected',
    topics: ['git'],
    signs: [
      symptom(
        /(?:cannot|can'?t|unable to|not|fail\w*|silent)[^.]{0,30}push|push\w*[^.]{0,40}(?:fail|denied|reject|protected)|no write (?:access|permission)|(?:key|token)[^.]{0,30}read[- ]only/i,
        /image push|docker push|push (?:the )?(?:image|chart)|notification/i,
      ),
      likely(/\bunknown error: remote:\s*(?:$|stack|: )|\bunknown error: remote: ?$/i, { rank: 8, about: 'git' }),
      likely(/^(?:\S+ ){0,12}unknown error: remote:\W*$/i, { rank: 7 }),
      likely(
        [
          /access via a deployment key is read-only|deployment key is read-only|TF402455|TF401027|GenericContribute/i,
          /You are not allowed to push|not (?:authorized|allowed|permitted) to push|Pushes to this branch are not permitted/i,
          /refusing to allow (?:a|an) [^.]{0,60}to create or update|without `?workflow`? scope|failed to update ref|codecommit:GitPush/i,
        ],
        { rank: 9 },
      ),
      certain(/Repository was archived so it is read-only/i),
      certain([
        /GH006: Protected branch|protected branch hook declined|not allowed to push code to protected branches/i,
        /key you are authenticating with has been marked as read only|Write access to repository not granted/i,
        /deploy key does not have write access|This deploy key does not have write/i,
      ]),
      likely(/(?:Resource not accessible by|insufficient (?:permissions?|scope))/i, { rank: 4 }),
      likely(
        [
          /Permission to [\w./-]+ denied to|pre-receive hook declined|remote rejected|GH013|push rule/i,
          /Permission denied to update branch|not allowed to (?:push|upload)|read[- ]only (?:key|token|deploy)/i,
          /without write|write (?:access|permission)[^.]{0,40}(?:denied|required|not)/i,
        ],
        { rank: 9 },
      ),
      likely(near(PUSH, `${REFUSED}|denied|protected|declined|rejected|permission|not permitted|repository not found`), {
        rank: 8,
        unless: /non-fast-forward|fetch first/i,
      }),
      likely(/non-fast-forward|fetch first|cannot lock ref/i, { rank: 3 }),
      possible(new RegExp(PUSH, 'i'), { rank: 7 }),
    ],
    differs: 'the rules of the branch against the rights of the token: a token that may write is still refused on a protected branch',
    fix: ({ gitUrl }) => shell`git push --dry-run ${gitUrl} HEAD:refs/heads/flux-write-test`,
    example: 'failed to push to remote: command error on refs/heads/main: pre-receive hook declined',
  },
]
