/**
 * Whether a YAML reader gives this very string back when a chart template writes it without quotes (`key: VALUE`), by YAML 1.1 (Helm's
 * Go library) and 1.2 alike. The charts of flux-operator render their values that way.
 * Source: https://yaml.org/spec/1.2.2/#733-plain-style, https://yaml.org/type/, resolve.go of https://github.com/yaml/go-yaml
 */
export function survivesUnquoted(value: string): boolean {
  if (value === '' || value !== value.trim()) return false
  if (NOT_PRINTABLE.test(value)) return false
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(value)) return false
  if (/: | #|:$/.test(value)) return false
  return !isTyped(value)
}

// Control characters (tab and line breaks of every kind among them), halves of surrogate pairs, byte order mark and non-characters.
const NOT_PRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Co}\ufeff\ufffe\uffff]/u

const WORDS = new Set(['null', '~', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', '<<', '=', '.inf', '+.inf', '.nan'])

function isTyped(value: string): boolean {
  if (WORDS.has(value.toLowerCase())) return true
  // Underscores group digits in YAML 1.1.
  const plain = value.replaceAll('_', '')
  return NUMBERS.some((pattern) => pattern.test(plain))
}

const NUMBERS = [
  /^\+?(0b[01]*|0o?[0-7]*|0x[0-9a-f]*|\d+)$/i,
  // Some readers take a bare exponent for a number too.
  /^\+?(\d+(\.\d*)?|\.\d*)?(e[-+]?\d*)?$/i,
  /^\+?\d+(:\d+)+(\.\d*)?$/,
  // Timestamps.
  /^\d{4}-\d{1,2}-\d{1,2}/,
]
