import { measured, median, peakMemory } from './measure.ts'

const ROUNDS = 15
const PROGRAM = 'bin/flux-irsa.js'
/** Whole processes, in turn with a bare Node, so that a machine that slows down slows both. */
export async function startUp(): Promise<string[][]> {
  const cases: [name: string, args: string[], aim: string][] = [
    ['--version', ['--version'], '1.3 x'],
    ['--help', ['--help'], '1.5 x'],
    ['loads the AWS and Kubernetes clients', [], '3 x'],
  ]
  const rows: string[][] = []
  for (const [name, args, aim] of cases) {
    const program = name.startsWith('loads') ? ['--input-type=module', '-e', LOAD] : [PROGRAM, ...args]
    const [own, bare]: [number[], number[]] = [[], []]
    for (let round = 0; round <= ROUNDS; round++) {
      const [a, b] = [measured(process.execPath, program), measured(process.execPath, ['-e', '0'])]
      if (round === 0) continue
      own.push(a)
      bare.push(b)
    }
    rows.push([
      name,
      `${median(own).toFixed(0)} ms`,
      `${median(bare).toFixed(0)} ms`,
      `${(median(own) / median(bare)).toFixed(2)} x`,
      aim,
      await peakMemory(program),
    ])
  }
  return rows
}

/** What `plan` loads before its first call; the launcher's compile cache included. */
const LOAD = `
const { enableCompileCache } = await import('node:module')
enableCompileCache?.()
const { readdirSync } = await import('node:fs')
const plan = readdirSync('dist').find((file) => /^plan-.*\\.js$/.test(file))
await import(process.cwd() + '/dist/main.js')
await import(process.cwd() + '/dist/' + plan)
`
