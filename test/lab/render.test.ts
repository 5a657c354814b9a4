import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { drive } from '../stories/drive.ts'
import { LAB, startLab, type LabServer } from './lab-server.ts'

const OPTIONS = ['--repository', 'apps/*', '--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-secret-name', 'fleet']

describe.skipIf(!LAB)('on the lab', () => {
  let server: LabServer
  beforeAll(async () => {
    server = await startLab()
  })
  afterAll(() => server.close())

  test('the API server takes the rendered objects, and helm the rendered values', async () => {
    const { LAB_KUBECONFIG: kubeconfig = '', LAB_BIN: bin = '' } = server.vars
    const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-render-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const env = {
      ...server.vars,
      ...server.env,
      KUBECONFIG: kubeconfig,
      SSL_CERT_FILE: server.vars['LAB_CA'] ?? '',
      KUBECACHEDIR: join(folder, 'discovery'),
    }
    const render = async (format: string) => {
      const { code, stdout, stderr } = await drive(server, ['render', '--cluster', server.cluster, ...OPTIONS, '-o', format])
      expect(code, stderr).toBe(0)
      const file = join(folder, `${format}.yaml`)
      await writeFile(file, stdout)
      return { stdout, file }
    }
    const kubectl = (...args: string[]) => execa(join(bin, 'kubectl'), ['--kubeconfig', kubeconfig, ...args], { env })

    const helm = await render('helm')
    const values = helm.stdout.split('\n---\n').slice(1)
    await kubectl('create', 'namespace', 'flux-system')
    // The very commands of the rendered file, with helm by its path.
    for (const [at, name] of ['flux-operator-values.yaml', 'flux-instance-values.yaml'].entries()) {
      await writeFile(join(folder, name), values[at] ?? '')
      const [, command = ''] = /^# {3}helm (upgrade .*)$/m.exec(values[at] ?? '') ?? []
      const args = (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
      const dry = at === 0 ? [] : ['--dry-run=server']
      await execa(join(bin, 'helm4'), [...args, ...dry, ...(at === 0 ? ['--wait'] : [])], { env, cwd: folder })
    }
    const kubernetes = await render('kubernetes')
    const { stdout } = await kubectl('apply', '--server-side', '--field-manager=flux-irsa', '--dry-run=server', '-f', kubernetes.file)
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'namespace/flux-system',
      'serviceaccount/image-automation-controller',
      'serviceaccount/image-reflector-controller',
      'fluxinstance.fluxcd.controlplane.io/flux',
    ])
  })
})
