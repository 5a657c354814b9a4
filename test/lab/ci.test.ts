import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { bindLine, kubernetesText } from '../docs/ci-page.ts'
import { documentedPolicy } from '../docs/permissions-page.ts'
import { drive } from '../stories/drive.ts'
import { LAB, startLab, type LabServer } from './lab-server.ts'

interface Pods {
  items: { spec: { containers: { env?: { name: string; value?: string }[] }[] } }[]
}

describe.skipIf(!LAB)('on the lab', () => {
  let server: LabServer
  beforeAll(async () => {
    server = await startLab()
  })
  afterAll(() => server.close())

  test('the API server takes the objects of the page, and the pod of a job that is made from the CronJob gets its role', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-ci-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'verify.yaml')
    await writeFile(file, kubernetesText)
    const { LAB_KUBECONFIG: kubeconfig = '', LAB_BIN: bin = '' } = server.vars
    const env = { ...server.vars, KUBECACHEDIR: join(folder, 'discovery') }
    const kubectl = async (...args: string[]) => (await execa(join(bin, 'kubectl'), ['--kubeconfig', kubeconfig, ...args], { env })).stdout

    // A dry run makes no namespace for what stands in it.
    await kubectl('create', 'namespace', 'flux-irsa')
    const dry = await kubectl('apply', '--server-side', '--force-conflicts', '--validate=strict', '--dry-run=server', '-f', file)
    expect(dry.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'namespace/flux-irsa',
      'serviceaccount/flux-irsa',
      'cronjob.batch/verify',
    ])

    await kubectl('apply', '-f', file)
    const policy = join(folder, 'read.json')
    await writeFile(policy, JSON.stringify(documentedPolicy({ accountId: '123456789012', region: 'eu-west-1' }, 'Read', server.cluster)))
    const args = bindLine.replace('flux-irsa ', '').replace(' prod ', ` ${server.cluster} `).replace('read.json', policy).split(' ')
    const { code, stdout, stderr } = await drive(server, args)
    expect(code, stdout + stderr).toBe(0)

    const namespace = ['--namespace', 'flux-irsa']
    await kubectl('create', 'job', ...namespace, '--from=cronjob/verify', 'now')
    const pods = await vi.waitFor(
      async () => {
        const found = JSON.parse(await kubectl('get', 'pods', ...namespace, '--selector', 'job-name=now', '-o', 'json')) as Pods
        expect(found.items).toHaveLength(1)
        return found.items
      },
      { timeout: 60_000, interval: 500 },
    )
    const given = Object.fromEntries((pods[0]?.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]))
    expect(given).toMatchObject({
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/flux-irsa-verify',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    })
  })
})
