import { badInput, type Failure } from '../domain/failure.ts'
import { survivesUnquoted } from '../domain/yaml-scalar.ts'
import type { ChartValues } from './chart-values.ts'
import type { Problem } from './rule.ts'

type Judge = (value: unknown) => Problem | undefined

const TEXT = 'text that YAML reads as text without quotes: no bare number or word such as yes or null, no ": " or " #" in it'

const isPrintable = (value: unknown): value is string => typeof value === 'string' && survivesUnquoted(value)
const always: Judge = (value) => (isPrintable(value) ? undefined : wrong(value, TEXT))
const unlessEmpty: Judge = (value) => (value === null || value === '' ? undefined : always(value))
/** A flag may stand behind the dash of a list's item: `- --flag=value`. */
const isFlag = (value: unknown) => typeof value === 'string' && /^--?[a-z]/i.test(value) && survivesUnquoted(`x${value}`)

/**
 * How the two charts' templates print a value, and so what it may be. Where YAML reads it otherwise than it was meant, the API server
 * refuses the object in the middle of an install, or takes another value.
 */
const WAYS = {
  /** `key: {{ . }}`, in every case: nothing would be printed as null. */
  always,
  /** The same, left out where it is empty. */
  unlessEmpty,
  /** `key: "{{ . }}"` */
  inQuotes: (value) => {
    const holds = value === null || (typeof value === 'string' && !/["\\\p{Cc}]/u.test(value))
    return holds ? undefined : wrong(value, 'text without quotes and backslashes; a number in quotes of its own')
  },
  /** `- --flag={{ . }}` */
  inArgument: (value) => (typeof value === 'string' && survivesUnquoted(`x=${value}`) ? undefined : wrong(value, TEXT)),
  /** `- {{ . }}` */
  inList: (value) => (isFlag(value) ? undefined : always(value)),
  /** Of `toYaml`, which quotes: labels and the like, where the API server takes text alone. */
  text: (value) => (typeof value === 'string' ? undefined : wrong(value, 'text; a number or true in quotes')),
  /** `key: {{ . }}` for whatever stands below `cluster`; empty text and null are left out. */
  ofCluster: (value) => (typeof value === 'boolean' ? undefined : unlessEmpty(value)),
  /** As `always`, and an address; empty means the manifests inside the operator's image. */
  artifact: (value) => {
    const holds = value === '' || (isPrintable(value) && value.startsWith('oci://'))
    return holds ? undefined : wrong(value, 'oci://HOST/PATH:TAG, or "" for the manifests inside the operator\'s image')
  },
} satisfies Record<string, Judge>

/**
 * `*` stands for every key of a map and every item of a list. Source: templates of charts/flux-instance and charts/flux-operator in
 * https://github.com/controlplaneio-fluxcd/charts, 0.32.0 to 0.49.0.
 */
const PRINTED: [path: string, way: keyof typeof WAYS][] = [
  ['instance.commonAnnotations.*', 'text'],
  ['instance.commonLabels.*', 'text'],
  ['instance.instance.distribution.artifact', 'artifact'],
  ['instance.instance.distribution.artifactPullSecret', 'unlessEmpty'],
  ['instance.instance.distribution.imagePullSecret', 'unlessEmpty'],
  ['instance.instance.distribution.variant', 'unlessEmpty'],
  ['instance.instance.cluster.*', 'ofCluster'],
  ['instance.instance.commonMetadata.annotations.*', 'text'],
  ['instance.instance.commonMetadata.labels.*', 'text'],
  ['instance.instance.sharding.key', 'always'],
  ['instance.instance.sharding.shards.*', 'text'],
  ['instance.instance.storage.*', 'text'],
  ['instance.healthcheck.timeout', 'inArgument'],
  ['instance.healthcheck.extraArgs.*', 'inList'],
  ['instance.healthcheck.image.repository', 'inQuotes'],
  ['instance.healthcheck.image.tag', 'inQuotes'],
  ['instance.healthcheck.image.imagePullPolicy', 'inQuotes'],
  ['instance.healthcheck.serviceAccount.name', 'always'],
  ['instance.healthcheck.nodeSelector.*', 'text'],
  ['operator.commonAnnotations.*', 'text'],
  ['operator.commonLabels.*', 'text'],
  ['operator.apiPriority.level', 'always'],
  ['operator.apiPriority.extraServiceAccounts.*.*', 'always'],
  ['operator.extraArgs.*', 'inList'],
  ['operator.extraEnvs.*.name', 'text'],
  ['operator.extraEnvs.*.value', 'text'],
  ['operator.image.repository', 'inQuotes'],
  ['operator.image.tag', 'inQuotes'],
  ['operator.image.imagePullPolicy', 'inQuotes'],
  ['operator.logLevel', 'inArgument'],
  ['operator.marketplace.*', 'unlessEmpty'],
  ['operator.multitenancy.defaultServiceAccount', 'inArgument'],
  ['operator.multitenancy.defaultWorkloadIdentityServiceAccount', 'inArgument'],
  ['operator.nodeSelector.*', 'text'],
  ['operator.priorityClassName', 'unlessEmpty'],
  ['operator.reporting.interval', 'always'],
  ['operator.service.ipFamilyPolicy', 'unlessEmpty'],
  ['operator.serviceAccount.name', 'unlessEmpty'],
  ['operator.serviceMonitor.interval', 'always'],
  ['operator.serviceMonitor.scrapeTimeout', 'always'],
  ['operator.serviceMonitor.labels.*', 'text'],
  ['operator.web.configSecretName', 'inArgument'],
  ['operator.web.httpRoute.annotations.*', 'text'],
  ['operator.web.ingress.annotations.*', 'text'],
  ['operator.web.ingress.className', 'unlessEmpty'],
  ['operator.web.ingress.hosts.*.paths.*.path', 'always'],
  ['operator.web.ingress.hosts.*.paths.*.pathType', 'unlessEmpty'],
  ['operator.web.ingress.tls.*.secretName', 'always'],
]

/** The first value of the user's that would not come through the chart's template as it is. `root` is the path of `values` in the file. */
export function printedProblem(values: ChartValues, root = 'values'): Failure | undefined {
  for (const [path, way] of PRINTED) {
    for (const [at, value] of found(values, path.split('.'), [])) {
      const problem = WAYS[way](value)
      if (problem) return badInput([root, ...at].join('.'), problem.problem, problem.allowed)
    }
  }
  return undefined
}

function found(value: unknown, path: string[], walked: string[]): [at: string[], value: unknown][] {
  const [key, ...rest] = path
  if (key === undefined) return [[walked, value]]
  if (typeof value !== 'object' || value === null) return []
  const keys = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : []
  return keys.flatMap((one) => found((value as Record<string, unknown>)[one], rest, [...walked, one]))
}

function wrong(value: unknown, allowed: string): Problem {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `a ${typeof value}`
  if (typeof value !== 'string') return { problem: `is ${kind}, not text`, allowed }
  return { problem: value === '' ? 'is empty, which the chart prints as null' : 'is not what the chart would print', allowed }
}
