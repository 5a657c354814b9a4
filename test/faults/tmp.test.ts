import { test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { drive } from '../stories/drive.ts'
const INSTALL = [
  'install',
  '--cluster',
  'lab',
  '--yes',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
  '--repository',
  'apps/*',
  '--repository',
  'web',
]
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }
test('m', async () => {
  let t = performance.now()
  const tick = (s: string) => {
    console.log(s, Math.round(performance.now() - t))
    t = performance.now()
  }
  const sandbox = await startSandbox({ cluster: 'lab' })
  sandbox.seedImageRepositories()
  tick('start')
  let r = await drive(sandbox, INSTALL, PASSWORD)
  tick('install ' + r.code)
  console.log(r.stdout, r.stderr.slice(-1500))
  await sandbox.idle()
  tick('idle')
  r = await drive(sandbox, ['verify', '--cluster', 'lab', '-v'], PASSWORD)
  tick('verify ' + r.code)
  console.log(r.stdout, r.stderr)
  await sandbox.faults.cutTrust()
  tick('break')
  r = await drive(sandbox, ['verify', '--cluster', 'lab'], PASSWORD)
  tick('verify ' + r.code)
  console.log(r.stdout, r.stderr)
  r = await drive(sandbox, ['install', '--cluster', 'lab', '--yes'])
  tick('install ' + r.code)
  await sandbox.close()
  tick('close')
}, 60000)
