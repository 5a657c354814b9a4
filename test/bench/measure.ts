import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Wall time (ms) of one whole process. */
export function measured(command: string, args: string[]): number {
  const from = performance.now()
  spawnSync(command, args, { stdio: 'ignore' })
  return performance.now() - from
}

/** Peak memory of one whole process in MiB, by the system's own `time`; `undefined` where that is not there. */
export async function peakMemory(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const child = spawn('/usr/bin/time', ['-f', '%M', process.execPath, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  child.on('error', () => {})
  const said = await text(child.stderr).catch(() => '')
  const kib = Number(said.trim().split('\n').at(-1))
  return said && Number.isFinite(kib) ? `${Math.round(kib / 1024)} MiB` : 'not measured'
}

/** Plain columns, as wide as their widest cell. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return `\n${[line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')}\n`
}
