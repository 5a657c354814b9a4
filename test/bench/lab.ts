import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './measure.ts'

const ROUNDS = 3
const INSTALL = ['install', '--cluster', 'lab', '--yes', '--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const VALUES = {
  instance: {
    distribution: { version: '2.9.x', artifact: '' },
    components: [
      'source-controller',
      'kustomize-controller',
      'helm-controller',
      'notification-controller',
      'image-reflector-controller',
      'image-automation-controller',
    ],
    sync: { kind: 'GitRepository', url: 'https://bitbucket.org/acme/fleet.git', ref: 'refs/heads/main', path: '/', pullSecret: 'flux-git' },
  },
}

/** The same job on a real control plane: our install, and the script of aws, kubectl and helm that people write today. */
export async function labAgainstByHand(folder: string): Promise<string[][]> {
  const directory = mkdtempSync(join(tmpdir(), 'flux-irsa-bench-'))
  const lab = (...args: string[]) => execFileSync(join(folder, 'lab'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const [ours, nothing, verify, hand]: number[][] = [[], [], [], []]
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of ['ours', 'hand']) {
        const run = join(directory, `${side}-${round}`)
        lab('up', '--dir', run)
        try {
          const env = labEnvironment(run, directory)
          if (side === 'ours') {
            ours?.push(wall(process.execPath, ['bin/flux-irsa.js', ...INSTALL], env))
            nothing?.push(wall(process.execPath, ['bin/flux-irsa.js', ...INSTALL], env))
            verify?.push(wall(process.execPath, ['bin/flux-irsa.js', 'verify', '--cluster', 'lab'], env))
          } else hand?.push(wall('bash', [join(folder, 'by-hand.sh')], env))
        } finally {
          lab('down', '--dir', run)
        }
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  const [a, b, c, d] = [ours, nothing, verify, hand].map((list) => median(list ?? []))
  return [
    ['install', seconds(a), seconds(d), `${((a ?? 0) / (d ?? 1)).toFixed(2)} x`],
    ['install, nothing to do', seconds(b), '-', '-'],
    ['verify', seconds(c), '-', '-'],
  ]
}

function labEnvironment(run: string, directory: string): NodeJS.ProcessEnv {
  const lab = JSON.parse(readFileSync(join(run, 'env.json'), 'utf8')) as Record<string, string>
  const values = join(directory, 'values.json')
  writeFileSync(values, JSON.stringify(VALUES))
  const helm = join(lab['LAB_BIN'] ?? '', 'helm4')
  const { ports: _, issuer: __, ...names } = lab
  return {
    ...process.env,
    ...names,
    HTTPS_PROXY: lab['LAB_PROXY'],
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: lab['LAB_CA'],
    SSL_CERT_FILE: lab['LAB_CA'],
    FLUX_IRSA_HELM: helm,
    FLUX_IRSA_GIT_PASSWORD: 'bench',
    HELM: helm,
    KUBECTL: join(lab['LAB_BIN'] ?? '', 'kubectl'),
    PREFIX: 'bench',
    VALUES: values,
    CHARTS: 'oci://ghcr.io/controlplaneio-fluxcd/charts',
  }
}

function wall(command: string, args: string[], env: NodeJS.ProcessEnv): number {
  const from = performance.now()
  const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`)
  return performance.now() - from
}

function seconds(ms: number | undefined): string {
  return `${((ms ?? Number.NaN) / 1000).toFixed(1)} s`
}
