import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { GIT_TALK } from '../phrases.ts'

const withKey = ({ cluster }: { cluster: string }) =>
  shell`flux-irsa install --cluster ${cluster} --git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file ~/.ssh/known_hosts`

/** What is wrong with the Secret, the URL, the ref or the server of a Git source, before or besides the login. */
export const GIT_SOURCE: Cause[] = [
  {
    id: 'git-secret-invalid',
    title: "the Git Secret is missing, malformed, or its keys do not fit the URL's scheme",
    topics: ['git'],
    signs: [
      possible(/unable to clone|failed to clone|unable to list remote|authentication options/i, { rank: 0 }),
      likely(/must be (?:provided|specified) to use github app authentication/i, { rank: 9 }),
      certain(/malformed basic auth - has '\w+' but missing|key '(?:identity|known_hosts|username|password|githubApp\w+)' not found/i),
      likely(/scheme "[^"]*" is not supported|failed to create authentication options/i, { rank: 7, unless: /oci/i }),
      certain([
        /could not parse private key|bcrypt_pbkdf: empty password|SSH agent requested but SSH_AUTH_SOCK not/i,
        /this private key is passphrase protected|ssh: no key found|knownhosts: illegal base64/i,
        /cannot decode encrypted private keys/i,
      ]),
      certain(/invalid '(?:ssh|https?)' auth option|'(?:identity|known_hosts|username|password)' is required/i),
      likely(
        [
          /Load key [^:]*: (?:invalid format|error)|invalid (?:ssh|private|PEM) key/i,
          /PEM[^.]{0,40}(?:decode|parse|invalid|no )/i,
          /(?:username|password|identity|identity\.pub|known_hosts|bearerToken|githubApp\w+)['"]?[^.]{0,40}(?:field|key)[^.]{0,40}(?:missing|required|not found|empty)/i,
        ],
        { rank: 6, unless: /docker|AWS/i },
      ),
      likely(
        [
          /invalid (?:'[^']*' )?(?:secret data|secret|auth option)[^]{0,120}(?:identity|known_hosts|password|username|ca\.crt|required)/i,
          /required fields? '(?:identity|known_hosts|username|password)|malformed (?:private key|PEM|secret)/i,
          /(?:ssh|private) ?key[^.]{0,60}(?:invalid|malformed|encrypted|passphrase|corrupt|decrypt)/i,
          /error in libcrypto|decryption password incorrect|passphrase|asn1: structure error|bearerToken/i,
        ],
        { rank: 8, unless: /sops|helm|registry|webhook/i },
      ),
      likely(
        [
          /(?:failed to (?:get|find|read)|unable to|auth(?:entication)? options?|git|source)[^]{0,100}secrets? ["'][\w./-]+["'] not found/i,
          /failed to get secret '?[\w./-]+|unable to construct auth method/i,
          /failed to (?:configure|set|construct) auth(?:entication)?[^]{0,40}(?:secret|key|method)/i,
        ],
        { rank: 7, unless: /pull secret|imagePull|sops|registry|helm(?:chart|release)|ecr|IMDS|AWS|dkr/i },
      ),
      likely(/secrets? ["'](?:flux-system|[\w-]*git[\w-]*|[\w-]*ssh[\w-]*|[\w-]*deploy[\w-]*)["'] not found/i, { rank: 8 }),
      likely(
        [
          /first path segment in URL cannot contain colon/i,
          /(?:invalid|unsupported|not supported)[^.]{0,60}(?:ssh|scp|git) ?url/i,
          /url[^]{0,60}(?:should match|scheme)[^]{0,20}(?:http|ssh)/i,
          /unsupported (?:transport )?(?:protocol|scheme)[^]{0,40}(?:ssh|git)/i,
          /git@[^ ]+:[^ ]+[^]{0,60}(?:invalid|should match)/i,
        ],
        { rank: 6, unless: /oci/i },
      ),
      likely(/unable to clone[^]{0,200}(?:x509|unknown authority|certificate)|illegal base64 data/i, {
        rank: 4,
        unless: /docker|handled as a Secret|token|header/i,
      }),
      likely(/known_?hosts[^.]{0,60}(?:required|missing|malformed|invalid|empty|parse|illegal)/i, {
        rank: 8,
        unless: /key (?:mismatch|is unknown)/i,
      }),
      possible(/secrets? ["'][\w./-]+["'] not found|authentication options/i, { rank: 6 }),
    ],
    fix: ({ githubApp, namespace, secret, ...names }) =>
      githubApp === ''
        ? withKey(names)
        : shell`kubectl --namespace ${namespace} create secret generic ${secret} --from-literal=githubAppID=ID --from-literal=githubAppInstallationID=ID --from-file=githubAppPrivateKey=key.pem --dry-run=client -o yaml | kubectl apply --server-side --force-conflicts -f -`,
    example: "failed to configure authentication options: invalid 'ssh' auth option: 'identity' is required",
  },
  {
    id: 'git-host-key',
    title: 'the host key is missing in known_hosts, or has changed',
    topics: ['git'],
    signs: [
      symptom(/(?:rotated?|changed|new)[^.]{0,40}host key|host key[^.]{0,40}(?:rotated|changed|updated)/i),
      certain([
        /knownhosts: key (?:mismatch|is unknown)|Host key verification failed/i,
        /REMOTE HOST IDENTIFICATION HAS CHANGED|host ?key (?:cannot|could not|can't) be verified|no hostkey/i,
        /ssh: host key mismatch/i,
      ]),
      likely(/error: (?:user rejected )?certificate\b/i, { rank: 6, unless: /x509/i }),
      likely(
        [
          /host ?key[^.]{0,80}(?:mismatch|changed|unknown|not found|verif|invalid|check failed|not match)/i,
          /known_hosts[^.]{0,40}(?:mismatch|no match|not contain|does not)|key is unknown|authenticity of host/i,
        ],
        { rank: 8, unless: /no matching host key type|algorithm/i },
      ),
      possible(/knownhosts|known_hosts|host ?key/i, { rank: 6 }),
    ],
    fix: ({ gitHost, cluster }) =>
      shell`ssh-keyscan ${gitHost} > known_hosts # compare with what the host publishes, then: flux-irsa install --cluster ${cluster} --git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file known_hosts`,
    example: "unable to clone 'ssh://git@github.com/acme/fleet', error: ssh: handshake failed: knownhosts: key mismatch",
  },
  {
    id: 'git-ref-missing',
    title: 'the branch, tag or commit does not exist',
    topics: ['git'],
    signs: [
      likely(/no such branch|unable to get commit for branch|did not match any (?:branch|tag|ref)/i, { rank: 7 }),
      certain(/couldn'?t find remote ref|Remote branch [^ ]+ not found in upstream/i),
      likely(/failed to resolve (?:git )?(?:ref\b|branch|tag)|invalid ref(?:erence)? name/i, { rank: 5 }),
      likely(
        [
          /(?<!delta )\breference not found|unable to resolve ref|unable to find (?:branch|tag|ref|commit)/i,
          /remote repository is empty|src refspec [^ ]+ does not match|pathspec '[^']+' did not match/i,
          /unknown revision/i,
          /(?:branch|tag|ref|commit|reference)s? ['"`]?[\w./-]+['"`]? (?:(?:was |is )?not found|does not exist|missing)/i,
          /no matching (?:branch|ref|remote head)|cannot find (?:remote )?(?:branch|ref)/i,
        ],
        { rank: 8, unless: /delta not found|chart|ImageRepository|image tag|cluster|manifest unknown/i },
      ),
      likely(/no match found for semver/i, { rank: 4, unless: /build failed|distribution|chart|oci|image|version/i }),
      likely(/object not found|commit [0-9a-f]{7,40}[^.]{0,40}(?:not|invalid)/i, { rank: 4, unless: /manifest|the object/i }),
    ],
    fix: ({ gitUrl }) => shell`git ls-remote --heads --tags ${gitUrl}`,
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': couldn't find remote ref \"refs/heads/main\"",
  },
  {
    id: 'git-repo-missing',
    title: 'the Git repository or submodule does not exist under this URL',
    topics: ['git'],
    signs: [
      possible(/unable to clone|failed to clone|unable to list remote|git (?:clone|fetch)/i, { rank: 1 }),
      likely(/You have successfully authenticated over SSH/i, { rank: 7 }),
      likely(
        /conq: (?:repository does not exist|invalid command)|is not in expected format|repository '[^']+' does not exist|Repository .{1,80} not found\. fatal/i,
        { rank: 9 },
      ),
      certain(/RepositoryDoesNotExistException|fatal: repository '[^']+' not found/i),
      likely(/\bentry not found\b/i, { rank: 4 }),
      likely(
        [
          /\brepository not found|Repository not found\.|project you were looking for could not be found/i,
          /requested repository (?:either )?does not exist|remote: Not Found|submodule|TF401019/i,
          /does not appear to be a git repository/i,
        ],
        { rank: 7, unless: /ecr|registry|helm|name unknown|push/i },
      ),
      likely(near(GIT_TALK, '\\b404\\b|not found'), {
        rank: 5,
        unless: /remote ref|reference|branch|secret|IMDS|known|revision|delta|chart|crd|manifest|object/i,
      }),
      possible(near('\\bgit\\b|\\bclone\\b', 'not found|not exist|404|no such', 120), { rank: 1 }),
      possible([/could not read from remote repository|no longer exists in this workspace/i, /does not exist or you do not have/i], {
        rank: 7,
      }),
    ],
    differs: 'git ls-remote as a user who may read: if it works, the credentials are the cause',
    fix: ({ gitUrl }) => shell`git ls-remote ${gitUrl}`,
    example:
      "failed to checkout and determine revision: unable to clone 'https://github.com/acme/flet': repository not found: Repository not found.",
  },
  {
    id: 'git-protocol',
    title: 'server and client have no protocol feature in common',
    topics: ['git'],
    signs: [
      symptom(/git-upload-pack|(?:azure devops|codecommit)[^.]{0,60}(?:clone|fetch|not work|support)/i),
      likely(/failed to clone[^]{0,60}object not found|git-upload-pack" status code: 400|dev\.azure\.com[^]{0,60}status code: 400/i, {
        rank: 8,
      }),
      certain([/reference delta not found|no matching (?:key exchange method|cipher|MAC) found/i, /no common algorithm for key exchange/i]),
      likely(/unable to clone[^]{0,160}object not found|object not found[^]{0,80}clone/i, { rank: 5 }),
      likely(
        [
          /empty git-upload-pack given|no common algorithm for|no matching host key type/i,
          /unable to exchange encryption keys|using an RSA key with SHA-1/i,
        ],
        { rank: 9 },
      ),
      likely(
        [
          /unsupported capabilit|multi_ack|thin-pack|unexpected client error(?!.*status code: (?:5\d\d|40[1347]|410))|invalid pkt-len|pkt-line/i,
          /unsupported protocol version|protocol (?:error|version)[^.]{0,40}(?:git|unsupported|not supported)/i,
          /ssh-rsa|dumb http|does not support (?:shallow|dumb|smart)|packfile|smart transport/i,
          /list of SSH authentication methods|key (?:type|algorithm)[^.]{0,40}not (?:supported|accepted)/i,
          /early unexpected|unsupported algorithm/i,
        ],
        { rank: 6 },
      ),
    ],
    fix: ({ namespace }) =>
      shell`kubectl --namespace ${namespace} get gitrepositories -o custom-columns=NAME:.metadata.name,URL:.spec.url # ssh:// instead of https://, or the other way round; an ed25519 key instead of RSA`,
    example:
      'failed to checkout and determine revision: unable to clone: ssh: handshake failed: ssh: no common algorithm for host key; client offered: [ssh-ed25519], server offered: [ssh-rsa]',
  },
]
