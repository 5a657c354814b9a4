import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const launcher = `${root}bin/flux-irsa.js`
export const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }

export interface Ran {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

/** The built program as a user's shell runs it, without a terminal. Of the environment it sees PATH and `env` alone. */
export async function fluxIrsa(
  args: string[],
  options: { env?: Record<string, string>; bin?: string; nodeOptions?: string[] } = {},
): Promise<Ran> {
  const { env = {}, bin = launcher, nodeOptions = [] } = options
  if (!existsSync(`${root}dist/main.js`)) throw new Error('these tests run the built program: npm run build')
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...nodeOptions, bin, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
  })
  return { exitCode, stdout, stderr }
}
