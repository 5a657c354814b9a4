import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Server } from '../contract/server.ts'

export const LAB = process.env['FLUX_IRSA_LAB'] ?? ''

/** The lab as a contract case sees it, and where its parts are for stories. */
export interface LabServer extends Server {
  /** Its own `env` file, as an object. */
  vars: Record<string, string>
  /** Asks the lab's switchboard. */
  ask: (path: string, body?: unknown, method?: string) => Promise<unknown>
}

interface SeedAnswer {
  [user: string]: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }
}

/** Brings the lab up in a new folder, on free ports; `close` takes both away. */
export async function startLab(): Promise<LabServer> {
  const home = await mkdtemp(join(tmpdir(), 'flux-irsa-lab-'))
  const dir = join(home, 'lab')
  const lab = (...args: string[]) => execa(join(LAB, 'lab'), [...args, '--dir', dir], { all: true })
  await lab('up')
  const { ports: _, issuer, ...vars } = JSON.parse(await readFile(join(dir, 'env.json'), 'utf8')) as Record<string, string>
  const at = (name: string) => vars[name] ?? ''
  const ask = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<unknown> => {
    const answer = await fetch(`${at('LAB_AWS')}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.json()
  }
  const aws = Object.fromEntries(Object.entries(vars).filter(([key]) => key.startsWith('AWS_')))
  return {
    name: 'lab',
    vars,
    ask,
    env: {
      ...aws,
      HTTPS_PROXY: at('LAB_PROXY'),
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: at('LAB_CA'),
      FLUX_IRSA_HELM: join(at('LAB_BIN'), 'helm4'),
    },
    ca: await readFile(at('LAB_CA'), 'utf8'),
    cluster: at('LAB_CLUSTER'),
    issuer: issuer ?? '',
    helms: [3, 4].map((major) => ({ major: major as 3 | 4, path: join(at('LAB_BIN'), `helm${major}`) })),
    addCluster: async ({ name, issuer: of, jwks }) => {
      await ask('seed', {
        clusters: [{ name, region: at('AWS_REGION'), endpoint: 'https://127.0.0.1:1', issuer: of, jwks, ca_file: at('LAB_CA') }],
      })
    },
    addUser: async (name, policies, groups) => {
      const access = groups ? { access: { [`arn:aws:iam::123456789012:user/${name}`]: { groups } } } : {}
      const made = ((await ask('seed', { users: [{ name, policies }], ...access })) as SeedAnswer)[name]
      return { accessKeyId: made?.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: made?.AWS_SECRET_ACCESS_KEY ?? '' }
    },
    addFault: async (fault) => void (await ask('faults', fault)),
    setDelay: async (ms) => {
      await ask('seed', { delay: ms / 1000 })
      // The lab shows each thing as it was that long ago: what stands now is seen once that time is over.
      await sleep(ms)
    },
    awsCalls: async () => (await ask('calls')) as { service: string; action: string; write: boolean }[],
    reset: async () => void (await ask('reset', {})),
    close: async () => {
      await lab('down')
      await rm(home, { recursive: true, force: true })
    },
  }
}
