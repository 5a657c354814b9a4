/** Templates of Helm, Flux, Terraform, shells and people, which somebody fills in later. */
const TEMPLATE = /\$\{|\{\{|%\{|\$\(|<[A-Za-z][\w .:-]*>|\[\[|@@|\bCHANGE_?ME\b|\$[A-Z][A-Z0-9_]+\b/
const MASK = /[xX*#]{4,}|…|\.{3}|\?{3}|\b(?:AWS_?)?ACCOUNT(?:[-_]?(?:ID|NUMBER))?\b|\bREGION\b|\bYOUR[-_]/
const WORDS = /redacted|account-?id\b|edited/i

/** Whether a value is yet to be filled in: its shape tells nothing. */
export function isPlaceholder(value: string): boolean {
  return TEMPLATE.test(value)
}

/** Whether a part was taken out before it was shown (account, name, host), or is yet to be filled in: then its shape proves nothing. */
export function isMasked(value: string): boolean {
  return isPlaceholder(value) || MASK.test(value) || WORDS.test(value)
}
