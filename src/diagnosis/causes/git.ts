import { certain, likely, near, possible, type Cause } from '../cause.ts'
import { GIT_TALK } from '../phrases.ts'

const install = ({ cluster }: { cluster: string }) => `printf %s "$TOKEN" | flux-irsa install --cluster ${cluster} --git-password-stdin`
const withKey = ({ cluster }: { cluster: string }) =>
  `flux-irsa install --cluster ${cluster} --git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file ~/.ssh/known_hosts`
const REFUSED =
  'authentication (?:required|failed)|authorization failed|unable to authenticate|invalid credentials|invalid username|bad credentials|access denied|Permission denied \\(|could not read (?:username|password)|too many redirects or authentication replays|HTTP Basic|(?:status(?: code)?|error|returned error|http)[: ]+40[13]\\b|40[13] (?:Unauthorized|Forbidden)|Unauthorized|Forbidden|credentials (?:are|were) (?:invalid|incorrect|not)|authentication handshake'
const PUSH =
  'failed to push|push(?:ing)? (?:to|declined|rejected|failed|denied)|git push|error: failed to push|command error on refs|git-receive-pack'

/** What Git hosts and clients say of the login. */
export const GIT: Cause[] = [
  {
    id: 'git-auth',
    title: 'the Git credentials are missing or refused',
    signs: [
      possible(near('\\bgit\\b|\\bclone\\b', 'denied|authenti|permission|credential|token|unauthor', 120), { rank: 2 }),
      likely(
        /SAML SSO|organization has enabled or enforced|IP allow list|Resource not accessible by|Must have admin rights|Too many authentication failures|Password authentication is not available|key is already in use|personal access token[^.]{0,60}(?:fail|invalid|expired|forbid|required)/i,
        { rank: 7, unless: /bitbucket|push/i },
      ),
      possible(/don't have permission to view|could not be found or you/i, { rank: 8 }),
      certain(/Support for password authentication was removed|HTTP Basic: Access denied/i, { unless: /bitbucket/i }),
      likely(near(GIT_TALK, REFUSED), {
        rank: 6,
        unless: new RegExp(`bitbucket|${PUSH}|host key|ghcr|dkr\\.ecr|denied to |write access|read only|GitHub App private`, 'i'),
      }),
      likely(
        /Permission denied \(publickey|ssh: unable to authenticate|attempted methods \[|could not read Username for|too many redirects or authentication replays|authentication replays|Bad credentials|Authentication failed for/i,
        { rank: 7, unless: /bitbucket/i },
      ),
      likely(
        /(?:401|403|404)[^]{0,120}(?:installation|access_tokens)|(?:installation|access) token[^]{0,120}(?:40[134]|suspended|not found)|GitHub App[^]{0,160}(?:fail|error|401|404|suspended|denied)/i,
        { rank: 7, unless: /private key|parse/i },
      ),
      likely(/^[^]{0,200}\b(?:authentication required|authorization failed|unable to authenticate|invalid credentials)\b/i, {
        rank: 4,
        unless: /bitbucket|ghcr|dkr|v2\/|docker|registry|sts:|chart|helm|oci/i,
      }),
      likely(/AADSTS\d+|TF40\d+|codecommit[^]{0,160}(?:403|denied|not authorized)/i, { rank: 6 }),
      possible(/repository not found|could not read from remote repository|correct access rights/i, { rank: 7 }),
      possible(near(GIT_TALK, '40[134]\\b|denied|unauthor'), { rank: 5 }),
    ],
    differs: 'git ls-remote with the same credentials; hosts say "not found" to those who may not read',
    fix: install,
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': authentication required: Invalid username or token",
  },
  {
    id: 'git-auth-bitbucket',
    title: 'Bitbucket refuses the login: app passwords are retired, and tokens want their own user name',
    signs: [
      certain(
        /Bitbucket Cloud (?:recently )?(?:stopped|no longer) support(?:ing|s) account passwords|app passwords? (?:are|is|have been|has been) (?:deprecated|removed|retired|no longer|disabled)|bitbucket[^]{0,200}app passwords? (?:are|is)? ?(?:deprecated|removed|retired|no longer|disabled)|CHANGE-(?:2770|3222)/i,
      ),
      likely(
        near(
          'bitbucket\\.org|bitbucket',
          `${REFUSED}|no longer exists in this workspace|privilege scopes|\\b401\\b|\\b403\\b|\\b410\\b|app password|token is invalid`,
        ),
        { rank: 8, unless: /push|repository not found|host key|read only/i },
      ),
      likely(near(REFUSED, 'bitbucket'), { rank: 7, unless: /push|host key/i }),
      likely(
        /x-token-auth|x-bitbucket-api-token-auth|app[- ]password|You may not have access to this repository or it no longer exists in this workspace|credentials lack one or more required privilege scopes|Token is invalid, expired, or not supported for this endpoint/i,
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
    signs: [
      certain(/Repository was archived so it is read-only/i),
      likely(/(?:Resource not accessible by|insufficient (?:permissions?|scope))/i, { rank: 4 }),
      certain(
        /GH006: Protected branch|protected branch hook declined|not allowed to push code to protected branches|key you are authenticating with has been marked as read only|Write access to repository not granted|deploy key does not have write access|This deploy key does not have write/i,
      ),
      likely(
        /Permission to [\w./-]+ denied to|pre-receive hook declined|remote rejected|GH013|push rule|Permission denied to update branch|not allowed to (?:push|upload)|read[- ]only (?:key|token|deploy)|without write|write (?:access|permission)[^.]{0,40}(?:denied|required|not)/i,
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
    fix: ({ gitUrl }) => `git push --dry-run ${gitUrl} HEAD:refs/heads/flux-write-test`,
    example: 'failed to push to remote: command error on refs/heads/main: pre-receive hook declined',
  },
  {
    id: 'git-secret-invalid',
    title: "the Git Secret is missing, malformed, or its keys do not fit the URL's scheme",
    signs: [
      likely(
        /Load key [^:]*: (?:invalid format|error)|invalid (?:ssh|private|PEM) key|PEM[^.]{0,40}(?:decode|parse|invalid|no )|(?:username|password|identity|identity\.pub|known_hosts|bearerToken|githubApp\w+)['"]?[^.]{0,40}(?:field|key)[^.]{0,40}(?:missing|required|not found|empty)/i,
        { rank: 6, unless: /docker|AWS/i },
      ),
      certain(
        /could not parse private key|bcrypt_pbkdf: empty password|SSH agent requested but SSH_AUTH_SOCK not|this private key is passphrase protected|ssh: no key found|knownhosts: illegal base64|cannot decode encrypted private keys/i,
      ),
      certain(/invalid '(?:ssh|https?)' auth option|'(?:identity|known_hosts|username|password)' is required/i),
      likely(
        /invalid (?:'[^']*' )?(?:secret data|secret|auth option)[^]{0,120}(?:identity|known_hosts|password|username|ca\.crt|required)|required fields? '(?:identity|known_hosts|username|password)|malformed (?:private key|PEM|secret)|(?:ssh|private) ?key[^.]{0,60}(?:invalid|malformed|encrypted|passphrase|corrupt|decrypt)|error in libcrypto|decryption password incorrect|passphrase|asn1: structure error|bearerToken/i,
        { rank: 8, unless: /sops|helm|registry|webhook/i },
      ),
      likely(
        /(?:failed to (?:get|find|read)|unable to|auth(?:entication)? options?|git|source)[^]{0,100}secrets? ["'][\w./-]+["'] not found|failed to get secret '?[\w./-]+|unable to construct auth method|failed to (?:configure|set|construct) auth(?:entication)?[^]{0,40}(?:secret|key|method)/i,
        { rank: 7, unless: /pull secret|imagePull|sops|registry|helm(?:chart|release)|ecr|IMDS|AWS|dkr/i },
      ),
      likely(/secrets? ["'](?:flux-system|[\w-]*git[\w-]*|[\w-]*ssh[\w-]*|[\w-]*deploy[\w-]*)["'] not found/i, { rank: 8 }),
      likely(
        /first path segment in URL cannot contain colon|(?:invalid|unsupported|not supported)[^.]{0,60}(?:ssh|scp|git) ?url|url[^]{0,60}(?:should match|scheme)[^]{0,20}(?:http|ssh)|unsupported (?:transport )?(?:protocol|scheme)[^]{0,40}(?:ssh|git)|git@[^ ]+:[^ ]+[^]{0,60}(?:invalid|should match)/i,
        { rank: 6, unless: /oci/i },
      ),
      likely(/unable to clone[^]{0,200}(?:x509|unknown authority|certificate)|illegal base64 data/i, { rank: 4, unless: /docker/i }),
      likely(/known_?hosts[^.]{0,60}(?:required|missing|malformed|invalid|empty|parse|illegal)/i, {
        rank: 8,
        unless: /key (?:mismatch|is unknown)/i,
      }),
      possible(/secrets? ["'][\w./-]+["'] not found|authentication options/i, { rank: 6 }),
    ],
    fix: withKey,
    example: "failed to configure authentication options: invalid 'ssh' auth option: 'identity' is required",
  },
  {
    id: 'git-host-key',
    title: 'the host key is missing in known_hosts, or has changed',
    signs: [
      likely(/error: (?:user rejected )?certificate\b/i, { rank: 6, unless: /x509/i }),
      certain(
        /knownhosts: key (?:mismatch|is unknown)|Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host ?key (?:cannot|could not|can't) be verified|no hostkey|ssh: host key mismatch/i,
      ),
      likely(
        /host ?key[^.]{0,80}(?:mismatch|changed|unknown|not found|verif|invalid|check failed|not match)|known_hosts[^.]{0,40}(?:mismatch|no match|not contain|does not)|key is unknown|authenticity of host/i,
        { rank: 8, unless: /no matching host key type|algorithm/i },
      ),
      possible(/knownhosts|known_hosts|host ?key/i, { rank: 6 }),
    ],
    fix: ({ gitHost, cluster }) =>
      `ssh-keyscan ${gitHost} > known_hosts # compare with what the host publishes, then: flux-irsa install --cluster ${cluster} --git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file known_hosts`,
    example: "unable to clone 'ssh://git@github.com/acme/fleet', error: ssh: handshake failed: knownhosts: key mismatch",
  },
  {
    id: 'git-ref-missing',
    title: 'the branch, tag or commit does not exist',
    signs: [
      likely(/failed to resolve (?:git )?(?:ref|branch|tag)|invalid ref(?:erence)? name/i, { rank: 5 }),
      certain(/couldn'?t find remote ref|Remote branch [^ ]+ not found in upstream/i),
      likely(
        /(?<!delta )\breference not found|unable to resolve ref|unable to find (?:branch|tag|ref|commit)|remote repository is empty|src refspec [^ ]+ does not match|pathspec '[^']+' did not match|unknown revision|(?:branch|tag|ref|commit|reference)s? ['"`]?[\w./-]+['"`]? (?:(?:was |is )?not found|does not exist|missing)|no matching (?:branch|ref|remote head)|cannot find (?:remote )?(?:branch|ref)/i,
        { rank: 8, unless: /delta not found|chart|ImageRepository|image tag|cluster|manifest unknown/i },
      ),
      likely(/no match found for semver/i, { rank: 4, unless: /build failed|distribution|chart|oci|image|version/i }),
      likely(/object not found|commit [0-9a-f]{7,40}[^.]{0,40}(?:not|invalid)/i, { rank: 4, unless: /manifest|the object/i }),
    ],
    fix: ({ gitUrl }) => `git ls-remote --heads --tags ${gitUrl}`,
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': couldn't find remote ref \"refs/heads/main\"",
  },
  {
    id: 'git-repo-missing',
    title: 'the Git repository or submodule does not exist under this URL',
    signs: [
      possible(near('\\bgit\\b|\\bclone\\b', 'not found|not exist|404|no such', 120), { rank: 1 }),
      likely(/\bentry not found\b/i, { rank: 4 }),
      certain(/RepositoryDoesNotExistException|fatal: repository '[^']+' not found/i),
      likely(
        /\brepository not found|Repository not found\.|project you were looking for could not be found|requested repository (?:either )?does not exist|remote: Not Found|submodule|TF401019|does not appear to be a git repository/i,
        { rank: 7, unless: /ecr|registry|helm|name unknown|push/i },
      ),
      likely(near(GIT_TALK, '\\b404\\b|not found'), {
        rank: 5,
        unless: /remote ref|reference|branch|secret|IMDS|known|revision|delta|chart|crd|manifest|object/i,
      }),
      possible(/could not read from remote repository|no longer exists in this workspace|does not exist or you do not have/i, { rank: 7 }),
    ],
    differs: 'git ls-remote as a user who may read: if it works, the credentials are the cause',
    fix: ({ gitUrl }) => `git ls-remote ${gitUrl}`,
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/flet': repository not found: Repository not found.",
  },
  {
    id: 'git-protocol',
    title: 'server and client have no protocol feature in common',
    signs: [
      likely(/unable to clone[^]{0,160}object not found|object not found[^]{0,80}clone/i, { rank: 5 }),
      certain(/reference delta not found|no matching (?:key exchange method|cipher|MAC) found|no common algorithm for key exchange/i),
      likely(
        /empty git-upload-pack given|no common algorithm for|no matching host key type|unable to exchange encryption keys|using an RSA key with SHA-1/i,
        { rank: 9 },
      ),
      likely(
        /unsupported capabilit|multi_ack|thin-pack|unexpected client error|invalid pkt-len|pkt-line|unsupported protocol version|protocol (?:error|version)[^.]{0,40}(?:git|unsupported|not supported)|ssh-rsa|dumb http|does not support (?:shallow|dumb|smart)|packfile|smart transport|list of SSH authentication methods|key (?:type|algorithm)[^.]{0,40}not (?:supported|accepted)|early unexpected|unsupported algorithm/i,
        { rank: 6 },
      ),
    ],
    fix: ({ namespace }) =>
      `kubectl --namespace ${namespace} get gitrepositories -o custom-columns=NAME:.metadata.name,URL:.spec.url # ssh:// instead of https://, or the other way round; an ed25519 key instead of RSA`,
    example:
      'failed to checkout and determine revision: unable to clone: ssh: handshake failed: ssh: no common algorithm for host key; client offered: [ssh-ed25519], server offered: [ssh-rsa]',
  },
]
