import { SECRET_NAMES, SECRET_PARAMETERS, TOKEN_BEGINNINGS } from './secret-forms.ts'

/** A plain word: it means nothing to a shell, to YAML or to HTML, in the midst of a command too. */
const REDACTED = 'REDACTED'

/**
 * What is not taken for a secret behind a name of one: variables and placeholders, words of a sentence, and what says only that there is a
 * value.
 */
const HARMLESS =
  /^(?:\$[\w{(].*|%[\w(].*%?|<.*>|\[.*\]|\{\{.*|\*+|x+|\.\.\.|…|REDACTED|\(?secret\)?|\(?sensitive\)?|null|undefined|true|false|none|nil|is|was|has|had|not|and|or|for|of|to|in|on|the|a|an|from|with|that|which|by|may|must|can|cannot|could|should|will|would|are|were|be|been|as|at|if|it|its|expired|invalid|missing|empty|required|denied|rejected|refused|wrong|incorrect|unset|does|doesn|did|value|values|file|files|source|request|requests|authentication|authorization|failed|failure|error|errors|name|names|needs?|needed|used|given|found|supplied|provided|set|than|then|but|when|without|read|review|reviews|via|stdin|type|url|ref|key|keys|field|option|flag)[.,;:!?)\]}]*$/i

/** As docs and our own commands write what is to be filled in. */
const PLACEHOLDER = /^[A-Z]+(?:_[A-Z]+)*[.,;:)]?$/

/** A value: quoted (also within JSON that stands in JSON), or up to a space or what ends a value in JSON, YAML, shell and XML. */
const VALUE = String.raw`(?:\\"(?:[^"\\\n]|\\[^"\n])*\\"|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"'<>\\\x60]+)`
const TOKEN = String.raw`[\w.~+/=-]`

interface Rule {
  pattern: RegExp
  /** The first group stays, the rest of the match goes unless it is harmless. */
  isWhole?: true
  /** Where the form alone does not tell. */
  isSecret?: (value: string) => boolean
}

/*
 * Each pattern begins with fixed words or at the edge of a word (a look-behind of one character), and what repeats in it is bounded or can
 * be taken in one way alone: no text takes longer than a constant for each character of it.
 */
const RULES: Rule[] = [
  // Keys in PEM and what is armoured like them, also with their line breaks written out; up to the end where that was cut off.
  { pattern: /()-----BEGIN [A-Z0-9 ]{1,40}-----(?:(?!-----END )[^])*(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, isWhole: true },
  // Three parts of a JWT, or base64 of JSON, as a login of ECR is.
  { pattern: /(?<![\w+/=-])()eyJ[\w+/=-]{14,}(?:\.[\w+/=-]*){0,4}/g, isWhole: true },
  { pattern: new RegExp(String.raw`(?<![A-Za-z0-9])()(?:${TOKEN_BEGINNINGS.join('|')})${TOKEN}{6,}`, 'g'), isWhole: true },
  // Access keys of AWS; unique ids of roles and users (AROA…, AIDA…) are none.
  { pattern: /(?<![A-Za-z0-9])()(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}(?![a-z])/g, isWhole: true },
  {
    pattern: new RegExp(
      String.raw`([?&](?:[\w-]{0,40}(?:token|passw(?:or)?d|secret|signature|api[-_]?key)|${SECRET_PARAMETERS.join('|')})=)[^\s&"'<>#]+`,
      'gi',
    ),
    isWhole: true,
  },
  // Headers, in all their writings; `Bearer realm="…"` is a question, no answer.
  {
    pattern:
      /((?<![A-Za-z])(?:proxy-)?authorization["'\\]{0,2}[ \t]{0,4}[:=][ \t]{0,4}["'\\]{0,2}(?:[A-Za-z][\w-]{1,30} +)?)(?![\w-]+=["'])[^\r\n"'\\]+/gi,
    isWhole: true,
  },
  { pattern: /((?<![A-Za-z])(?:set-)?cookie["'\\]{0,2}[ \t]{0,4}:[ \t]{0,4}["']?)[^\r\n"']+/gi, isWhole: true },
  // Schemes of logins; `--chart-digest NAME=sha256:…` is an option of ours.
  {
    pattern:
      /((?<![A-Za-z]|--chart-)(?:Bearer|Basic|Digest|Token|Negotiate|NTLM|AWS4-HMAC-SHA256) +)(?![A-Za-z_]+=["'])(?=[^\s"'<>]{0,200}[\d+/=_.]|[a-z]{16})[\w+/=.~-]{8,}/gi,
    isWhole: true,
  },
  { pattern: /(\bSignature=)[A-Fa-f0-9]{16,}/g, isWhole: true },
  // `curl -u`, `--user`; the user's name stays.
  { pattern: /((?<!\S)(?:-u[ =]{0,2}|--(?:proxy-)?user[ =])["']?[^\s:"']{1,128}:)[^\s"']+/g, isWhole: true },
  { pattern: new RegExp(String.raw`(\blogin\b[^\n]{0,200}? -p[ =]?)${VALUE}`, 'g'), isWhole: true },
  // `--git-password X`, `--token=X`
  {
    pattern: new RegExp(String.raw`((?<![\w-])--?[\w-]{0,40}?(?:${SECRET_NAMES.join('|')}|auth)(?:=|[ \t]{1,4}))(?!-)${VALUE}`, 'gi'),
  },
  // XML of AWS: <SecretAccessKey>…</SecretAccessKey>
  { pattern: new RegExp(String.raw`(<[\w:]{0,40}(?:${SECRET_NAMES.join('|')})>)[^<]+`, 'gi'), isWhole: true },
  // The same name in YAML, JSON, INI, the environment and sentences. A block of YAML is its indented lines.
  {
    pattern: new RegExp(
      String.raw`((?:${SECRET_NAMES.join('|')})["']?[ \t]{0,4}:[ \t]{0,4}[|>][-+\d]{0,2}[ \t]*)\n(?:[ \t]+[^\n]*(?:\n|$))+`,
      'gi',
    ),
    isWhole: true,
  },
  { pattern: new RegExp(String.raw`((?:${SECRET_NAMES.join('|')})(?:\\?["'])?\s{0,4}(?:=>|:=|[:=])\s{0,4})${VALUE}`, 'gi') },
  { pattern: /((?:password|passphrase|passcode) (?:is |was )?)(?:"[^"\n]+"|'[^'\n]+')/gi },
  // Logins of registries as ~/.docker/config.json and .npmrc hold them: base64 of user and password.
  {
    pattern: /((?<![A-Za-z])_?(?:auth|identity)(?:\\?["'])?\s{0,4}[:=]\s{0,4}(?:\\?["'])?)[A-Za-z0-9+/_-]{8,}={0,2}/g,
    isWhole: true,
    isSecret: (value) => /^[\x20-\x7e]{1,200}:|^-----BEGIN /.test(Buffer.from(value, 'base64').toString('latin1')),
  },
  // The body of a key whose frame is elsewhere.
  {
    pattern: /(?<![\w+/=.:@-])()(?=[^\s"']{0,400}[a-z])(?=[^\s"']{0,400}[A-Z])(?=[^\s"']{0,400}\d)[A-Za-z0-9+/]{60,}={0,2}(?![\w.:@-])/g,
    isWhole: true,
  },
]

/** The whole of a text is read in so many characters at a time: what is kept of a match stays small. */
const ABOUT_SECRETS = /\bkind["']?\s{0,4}:\s{0,4}["']?Secret\b/

/**
 * Takes out what lets somebody in: tokens, keys, passwords, user parts and signatures of URLs, the values of Kubernetes Secrets. ARNs, ids of
 * accounts and roles, hosts, digests, names of Secrets and of keys stay. Time grows with the length of the text alone. Doing it twice is
 * doing it once.
 */
export function redacted(text: string): string {
  let clean = ABOUT_SECRETS.test(text) ? withoutSecretData(text) : text
  clean = withoutLogins(clean)
  for (const { pattern, isWhole, isSecret } of RULES) {
    clean = clean.replace(pattern, (match, kept: string) => {
      const value = match.slice(kept.length)
      if (isSecret ? !isSecret(value) : !isWhole && isHarmless(value)) return match
      const [, open = '', close = ''] = /^(\\?["']?)[^]*?(\\?["']?)$/.exec(value) ?? []
      // What ends a sentence or a list is no part of a value.
      const end = isWhole || open !== '' ? '' : (/[,;)\]}]+$/.exec(value)?.[0] ?? '')
      return `${kept}${open}${REDACTED}${close}${end}`
    })
  }
  return clean
}

function isHarmless(value: string): boolean {
  const bare = value.replace(/^\\?["']|\\?["']$/g, '')
  return bare.length < 3 || (bare.length < 200 && (HARMLESS.test(bare) || PLACEHOLDER.test(bare) || isReference(bare)))
}

/** How Kubernetes names an object, without a figure in it: `flux-system`, `apps/git-auth`. A password that looks so is a poor one. */
function isReference(value: string): boolean {
  return /^(?:[a-z]+(?:-[a-z]+)+|[a-z-]+\/[a-z-]+)[,.;:)]?$/.test(value)
}

/** The user part of each URL. `git` of an SSH URL stays, as does `@` in a path or before a digest. */
function withoutLogins(text: string): string {
  if (!text.includes('://')) return text
  return text.replaceAll(/:\/\/[^\s"'<>\x60]+/g, (rest) => {
    const end = loginLength(rest.slice(3))
    if (end === 0) return rest
    const login = rest.slice(3, 3 + end)
    return login === 'git' ? rest : `://${REDACTED}${rest.slice(3 + end)}`
  })
}

/** How many characters of what follows `://` are a login: up to the last `@` that a host may follow. 0 where none is there. */
function loginLength(rest: string): number {
  const slash = rest.search(/[/?#]/)
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const at = authority.lastIndexOf('@')
  if (at >= 0 && (isHost(authority.slice(at + 1)) || !rest.includes('@', at + 1))) return at
  // A password that nobody encoded holds `/` or `@` itself; a host with a port, or one with a domain, does not come before it.
  if (at < 0 && isHost(authority)) return 0
  for (let next = rest.indexOf('@', at + 1); next >= 0 && next < 1000; next = rest.indexOf('@', next + 1)) {
    if (isHost(/^[^/?#]*/.exec(rest.slice(next + 1))?.[0] ?? '')) return next
  }
  return Math.max(at, 0)
}

function isHost(text: string): boolean {
  return (
    text.length < 300 &&
    /^(?:localhost|\[[\da-f:]+\]|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)*\.[a-z][a-z-]+\.?)(?::\d{1,5})?$/i.test(text)
  )
}

/** The values below `data` and `stringData`, in JSON and YAML, of a text that speaks of Secrets; the names of the keys stay. */
function withoutSecretData(text: string): string {
  const json = text.replaceAll(/("(?:data|stringData)"\s{0,40}:\s{0,40}\{)([^{}]*)\}/g, (_, open: string, fields: string) => {
    return `${open}${fields.replaceAll(/("[^"]*"\s{0,40}:\s{0,40})"(?:[^"\\]|\\.)*"/g, `$1"${REDACTED}"`)}}`
  })
  let below: number | undefined
  return json
    .split('\n')
    .flatMap((line) => {
      const indent = line.length - line.trimStart().length
      if (below !== undefined && line.trim() !== '' && indent <= below) below = undefined
      if (below === undefined) {
        if (/^\s*(?:- )?(?:data|stringData):\s*$/.test(line)) below = indent
        return [line]
      }
      const key = /^(\s*["']?[\w.-]+["']?:)\s/.exec(`${line} `)?.[1]
      // What stands deeper is a value of several lines.
      return key === undefined ? [] : [`${key} ${REDACTED}`]
    })
    .join('\n')
}
