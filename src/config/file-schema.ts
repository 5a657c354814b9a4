import * as z from 'zod'
import type { OptionKind } from './option.ts'
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

const shape = Object.fromEntries(
  FILE_OPTIONS.map((option) => [option.key, schemaOfKind[option.kind as Exclude<OptionKind, 'secret'>].optional()]),
)

/** The configuration file: the options by their keys, and values for both charts. No other key. */
export const fileSchema = z.strictObject({
  ...shape,
  values: z.strictObject({ operator: chartValues.optional(), instance: chartValues.optional() }).optional(),
})
