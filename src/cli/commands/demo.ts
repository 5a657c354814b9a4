import type { Flags } from '../../config/read-flags.ts'
import type { Io } from '../io.ts'

export async function demo(_flags: Flags, _io: Io): Promise<number> {
  throw new Error('to be written')
}
