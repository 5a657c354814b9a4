import type { Resource } from './kinds.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/

/** Wording of this file: k8s.io/apimachinery `pkg/util/validation/validation.go`. */
const NOT_A_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const NOT_A_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const NOT_A_NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const NOT_A_LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const NOT_A_CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', " +
  "regex used for validation is '[-._a-zA-Z0-9]+')"

/** What is wrong with the name of an object of this kind, after `Invalid value: …: `. */
export function nameProblem({ group, kind }: Resource, name: string): string | undefined {
  if (group === 'rbac.authorization.k8s.io') return /[/%]|^\.\.?$/.test(name) ? "may not contain '/'" : undefined
  if (kind === 'Namespace' || kind === 'Service') {
    if (!LABEL.test(name)) return NOT_A_LABEL
    return name.length > 63 ? 'must be no more than 63 bytes' : undefined
  }
  if (!SUBDOMAIN.test(name)) return NOT_A_SUBDOMAIN
  return name.length > 253 ? 'must be no more than 253 bytes' : undefined
}

/** Of a key of labels or annotations: `PREFIX/NAME`, the prefix a DNS subdomain. */
export function qualifiedNameProblem(key: string): string | undefined {
  const [name = '', prefix, ...more] = key.split('/').reverse()
  if (more.length > 0) return `a qualified name ${NOT_A_NAME_PART.slice('name part '.length)} with an optional DNS subdomain prefix and '/'`
  if (prefix !== undefined && (!SUBDOMAIN.test(prefix) || prefix.length > 253)) return `prefix part ${NOT_A_SUBDOMAIN}`
  if (name.length > 63) return 'name part must be no more than 63 bytes'
  return QUALIFIED.test(name) ? undefined : NOT_A_NAME_PART
}

export function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes'
  return value === '' || QUALIFIED.test(value) ? undefined : NOT_A_LABEL_VALUE
}

/** Of a key in the data of a Secret or ConfigMap. */
export function configKeyProblem(key: string): string | undefined {
  return CONFIG_KEY.test(key) ? undefined : NOT_A_CONFIG_KEY
}
