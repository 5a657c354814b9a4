import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod'
import type { KubeObject } from '../../model/kube.ts'
import { isMap, type Json } from '../kube/list-shapes.ts'
import type { Chart } from './catalogue.ts'
import { HelmError } from './helm-error.ts'
import { instanceDefaults, instanceValues, renderInstance } from './instance-chart.ts'
import { operatorDefaults, operatorValues, renderOperator } from './operator-chart.ts'
import type { ReleaseName } from './releases.ts'
import { mergeValues } from './values.ts'

/** Helm's order of installation, as far as these charts need it; custom resources come last. */
const ORDER = [
  'Namespace',
  'NetworkPolicy',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'Service',
  'Deployment',
]

export function chartDefaults({ name }: Chart): Json {
  return name === 'flux-operator' ? operatorDefaults : instanceDefaults
}

/** The manifest of a chart with these values over its defaults; wrong types and text that is not YAML are refused as helm does. */
export function render(chart: Chart, release: ReleaseName, config: Json): string {
  const values = mergeValues(chartDefaults(chart), config)
  const schema = chart.name === 'flux-operator' ? operatorValues : instanceValues
  const checked = schema.safeParse(values, { reportInput: true })
  if (!checked.success) throw new HelmError(schemaProblem(chart, checked.error))
  const text = (chart.name === 'flux-operator' ? renderOperator : renderInstance)(chart, release, values)
  try {
    parse(text.replace(/^---\n/, '').split('\n---\n')[0] ?? '', { version: '1.1' })
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
    throw new HelmError(`YAML parse error on ${chart.name}/templates/instance.yaml: error converting YAML to JSON: yaml: ${why}`)
  }
  return text
}

function schemaProblem(chart: Chart, { issues }: z.ZodError): string {
  const lines = issues.map((issue) => {
    const at = `at '${issue.path.map((part) => `/${String(part)}`).join('')}'`
    if (issue.code === 'invalid_type')
      return `- ${at}: got ${typeName(issue.input)}, want ${issue.expected === 'record' ? 'object' : issue.expected}`
    if (issue.code === 'invalid_value')
      return `- ${at}: value must be one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}`
    return `- ${at}: ${issue.message}`
  })
  return [`values don't meet the specifications of the schema(s) in the following chart(s):`, `${chart.name}:`, ...lines, ''].join('\n')
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** The objects of a manifest in the order in which helm makes them. YAML as helm's library reads it (1.1: `yes` is true). */
export function objectsOf(manifest: string): KubeObject[] {
  const documents = parseAllDocuments(manifest, { version: '1.1' })
  const objects = ('empty' in documents ? [] : documents)
    .map((document) => document.toJS() as unknown)
    .filter(isMap) as unknown as KubeObject[]
  const rank = ({ kind }: KubeObject) => ORDER.indexOf(kind) + 1 || ORDER.length + 1
  return objects.sort((a, b) => rank(a) - rank(b))
}

export function isKept({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['helm.sh/resource-policy'] === 'keep'
}
