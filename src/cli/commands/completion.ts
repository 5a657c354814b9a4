import type { Flags } from '../../config/read-flags.ts'
import { SCRIPTS, SHELLS } from '../completion/scripts.ts'
import type { Io } from '../io.ts'

/** `flux-irsa completion SHELL`: the shell's script on stdout. */
export function completion({ input }: Flags, io: Io): Promise<number> {
  const [said] = Array.isArray(input) ? (input as unknown[]) : []
  const shell = SHELLS.find((one) => one === said)
  if (shell) io.stdout.write(SCRIPTS[shell])
  return Promise.resolve(0)
}
