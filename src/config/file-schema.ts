import * as z from 'zod'
import type { Option, OptionKind } from './option.ts'
import { OPTIONS } from './options.ts'

const chartValues = z.record(z.string(), z.unknown())

/** A single item may stand for the list of it, as YAML users expect. */
const list = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string()))

const schemaOfKind: Record<Exclude<OptionKind, 'secret'>, z.ZodType> = {
  text: z.string(),
  list,
  map: z.record(z.string(), z.string()),
  boolean: z.boolean(),
  count: z.int().min(0).max(3),
}

/** What a value of this kind must look like in the file, in words. */
export const fileForm: Record<Exclude<OptionKind, 'secret'>, string> = {
  text: 'text (quote what YAML reads as a number or a boolean)',
  list: 'a list of text',
  map: 'a map of text to text (quote numbers and booleans)',
  boolean: 'true or false',
  count: '0, 1, 2 or 3',
}

/** Options that the file may hold: no secret, and not the name of a file that holds options itself. */
export const FILE_OPTIONS = OPTIONS.filter((option) => option.kind !== 'secret' && !['config', 'plan'].includes(option.key))

/** Options that a cluster of the file may say for itself: not what steers a whole run, which has one deadline and one result. */
export const CLUSTER_OPTIONS = FILE_OPTIONS.filter(({ key, steers }) => !steers && key !== 'timeout')

/** The keys of some options, and values for both charts. */
function shapeOf(options: readonly Option[]) {
  return {
    ...Object.fromEntries(options.map(({ key, kind }) => [key, schemaOfKind[kind as Exclude<OptionKind, 'secret'>].optional()])),
    values: z.strictObject({ operator: chartValues.optional(), instance: chartValues.optional() }).optional(),
  }
}

/** The configuration file: what holds for every cluster, and by name what a cluster says for itself. No other key. */
export const fileSchema = z.strictObject({
  ...shapeOf(FILE_OPTIONS),
  // `prod:` with nothing behind it is a cluster for which all that is shared holds.
  clusters: z.record(z.string(), z.strictObject(shapeOf(CLUSTER_OPTIONS)).nullable()).optional(),
})
