import * as z from 'zod'
import type { Option, OptionKind } from './option.ts'
import { OPTIONS } from './options.ts'
import { OUTPUTS } from './run-rules.ts'

const chartValues = z.record(z.string(), z.unknown())

/** A single item may stand for the list of it, as YAML users expect. */
const listOf = (item: z.ZodType<string>) => z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item))

function schemaOf({ key, kind, words }: Option): z.ZodType {
  // Which of the forms a command has is for the command to say.
  const allowed = key === 'output' ? [...new Set(Object.values(OUTPUTS).flat())] : words
  const text = allowed ? z.enum(allowed) : z.string()
  switch (kind) {
    case 'list':
      return listOf(text)
    case 'map':
      return z.record(z.string(), z.string())
    case 'boolean':
      return z.boolean()
    case 'count':
      return z.int().min(0).max(3)
    case 'text':
    case 'secret':
      return text
  }
}

/** What a value of this kind must look like in the file, in words. */
export const fileForm: Record<Exclude<OptionKind, 'secret'>, string> = {
  text: 'text (quote what YAML reads as a number or a boolean)',
  list: 'a list of text',
  map: 'a map of text to text (quote numbers and booleans)',
  boolean: 'true or false',
  count: '0, 1, 2 or 3',
}

/**
 * Not in the file: files that hold options themselves, what is said of one look, one writing, one workload or a sandbox, and what limits the file.
 */
const NOT_IN_FILE = [
  'config',
  'plan',
  'force',
  'installed',
  'allowPrograms',
  ...OPTIONS.filter(({ group }) => ['Workload', 'Rights', 'Sandbox'].includes(group)).map(({ key }) => key),
]

/** Options that the file may hold; no secret among them. */
export const FILE_OPTIONS = OPTIONS.filter((option) => option.kind !== 'secret' && !NOT_IN_FILE.includes(option.key))

/** Options that a cluster of the file may say for itself: not what steers a whole run, which has one deadline and one result. */
export const CLUSTER_OPTIONS = FILE_OPTIONS.filter(({ key, steers }) => !steers && key !== 'timeout')

/** The keys of some options, and values for both charts. */
function shapeOf(options: readonly Option[]) {
  return {
    ...Object.fromEntries(options.map((option) => [option.key, schemaOf(option).optional()])),
    values: z.strictObject({ operator: chartValues.optional(), instance: chartValues.optional() }).optional(),
  }
}

/** The configuration file: what holds for every cluster, and by name what a cluster says for itself. No other key. */
export const fileSchema = z.strictObject({
  ...shapeOf(FILE_OPTIONS),
  // `prod:` with nothing behind it is a cluster for which all that is shared holds.
  clusters: z.record(z.string(), z.strictObject(shapeOf(CLUSTER_OPTIONS)).nullable()).optional(),
})
