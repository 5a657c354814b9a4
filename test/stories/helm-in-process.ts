import { readFileSync, statSync } from 'node:fs'
import { runProgram, type RunProgram } from '../../src/helm/run-program.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

let count = 0

/**
 * Hands a helm command to the sandbox as its helm executable does, but from this process: starting Node for each of them would take
 * longer than all that they do. What is told to end says so, and is waited for. cosign is a real program, where a test brings one; the one of
 * this machine is never found.
 */
export function helmInProcess({ helm }: Pick<Sandbox, 'helm'>, cosign?: string): RunProgram {
  return async (command, argv, run) => {
    if (command === 'cosign') {
      if (cosign) return runProgram(command, argv, { ...run, env: { ...run.env, PATH: cosign } })
      return { stdout: '', stderr: '', code: 'ENOENT', timedOut: false }
    }
    const { input = '', env, signal } = run
    signal.throwIfAborted()
    const id = `in-process-${++count}`
    const cancel = () => helm.cancel(id)
    signal.addEventListener('abort', cancel)
    const { KUBECONFIG, SSL_CERT_FILE, HTTPS_PROXY } = env
    const request = {
      id,
      argv,
      files: Object.fromEntries(argv.flatMap((word) => [word, word.slice(word.indexOf('=') + 1)]).flatMap(fileNamed)),
      stdin: argv.some((word) => word === '-' || word.endsWith('=-')) ? input : '',
      environment: Object.keys(env),
      env: {
        ...(KUBECONFIG ? { KUBECONFIG: readFileSync(KUBECONFIG, 'utf8') } : {}),
        ...(SSL_CERT_FILE ? { SSL_CERT_FILE: readFileSync(SSL_CERT_FILE, 'utf8') } : {}),
        ...(HTTPS_PROXY ? { HTTPS_PROXY } : {}),
      },
    }
    const answer = await helm.run(request, new AbortController().signal).finally(() => signal.removeEventListener('abort', cancel))
    signal.throwIfAborted()
    if (!answer) return { stdout: '', stderr: 'Error: the sandbox is gone', exitCode: 1, timedOut: false }
    return { stdout: answer.stdout, stderr: answer.stderr, exitCode: answer.code, timedOut: false }
  }
}

function fileNamed(name: string): [string, string][] {
  const isFile = name !== '' && statSync(name, { throwIfNoEntry: false })?.isFile()
  return isFile ? [[name, readFileSync(name, 'utf8')]] : []
}
