/** YAML of Kubernetes, by its first key. */
export const OF_KUBERNETES = /^(?:---\s*\n|#[^\n]*\n|\{\{[^\n]*\}\}\s*\n)*\s*(?:- )?(?:apiVersion|kind|items|metadata):/

const KEY = /^\s*(?:- )?["']?[\w./-]+["']?:(?:\s|$)/
const NESTED = /^\s*(?:- )?["']?[\w./-]+["']?:\s*$/m
const OTHER = /^\s*(?:#|- |---|[[\]{}|>]|$)/
/** A log, or what a tool prints when it fails, whatever else it looks like. */
const REPORTS = /^(?:\s*(?:│|╷|╵)|Error\b|error\b|fatal:|E\d{4} |\d{4}-\d\d-\d\dT)/m
const BLOCK = /^(?:resource|data|module|variable|provider|locals|output|terraform)\b[^\n{]*\{\s*$/m

/** Whether a text is YAML that configures something: keys in several levels, and no line that reports. */
export function isConfiguration(text: string): boolean {
  const lines = text.trim().split('\n')
  if (lines.length < 3 || REPORTS.test(text) || !NESTED.test(text)) return false
  const first = lines.find((line) => !/^\s*(?:#|---|$)/.test(line)) ?? ''
  return (
    /^["']?[\w./-]+["']?:(?:\s|$)/.test(first) && lines.filter((line) => KEY.test(line) || OTHER.test(line)).length / lines.length > 0.8
  )
}

/** Whether a text is code of Terraform, and not what Terraform prints. */
export function isTerraform(text: string): boolean {
  return BLOCK.test(text) && !REPORTS.test(text)
}

const SAYS =
  /^(?:@?message|msg|err|error\w*|reason|cause|code|__type|summary|detail|stderr|stdout|output|log|note|fault\w*|exception|failure\w*)$/i

/** What a value says: the texts under keys that stand for messages, of one object together, at any depth. All else in it only describes. */
export function saidIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(saidIn)
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const own = entries.flatMap(([key, text]) => (typeof text === 'string' && SAYS.test(key) ? [text] : []))
  return [...(own.length > 0 ? [own.join(': ')] : []), ...entries.flatMap(([, inner]) => (typeof inner === 'object' ? saidIn(inner) : []))]
}
