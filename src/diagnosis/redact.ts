const SECRETS: [RegExp, string][] = [
  [/eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '<token>'],
  [/\b(?:A3T|AKIA|ASIA)[A-Z0-9]{12,}\b/g, '<access key>'],
  [/(:\/\/)[^/@\s'"]+@/g, '$1<redacted>@'],
  [/\b(Bearer|Basic) +[\w+/=.~-]{8,}/gi, '$1 <redacted>'],
  [
    /((?:password|passwd|secret(?:_?access_?key)?|session_?token|api_?key|private_?key|token)["']? ?[=:] ?["']?)(?!["' ]|is\b|has\b|not\b|expired\b|invalid\b)[^\s"',;}]{6,}/gi,
    '$1<redacted>',
  ],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|ATBB|ATATT|xox[bap]-)[\w=-]{8,}/g, '<token>'],
  [/-----BEGIN[^-]*-----.*?(?:-----END[^-]*-----|$)/g, '<key>'],
]

/** Takes out what may be a secret: tokens, access keys, passwords, user parts of URLs. The user `git` of an ssh URL stays. */
export function redacted(text: string): string {
  return SECRETS.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    text.replace(/(ssh:\/\/)git@/g, '$1git\0'),
  ).replaceAll('\0', '@')
}
