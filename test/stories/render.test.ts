import { expect, onTestFinished, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Plan } from '../../src/model/plan.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { sandboxWithHelm } from '../sandbox/actors/installed.ts'
import { drive, driveJson } from './drive.ts'
import { CLUSTER, foreignRole, freshSandbox, POLICY_ARN, providerArn, REPOSITORIES, ROLE, work, writesDuring } from './story.ts'

const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

async function render(sandbox: Sandbox, format: string, args: string[] = []): Promise<string> {
  const { code, stdout, stderr } = await drive(sandbox, ['render', ...CLUSTER, ...REPOSITORIES, '-o', format, ...args])
  expect(code, stderr).toBe(0)
  return stdout
}

function documents<T>(text: string): T[] {
  return parseAllDocuments(text).map((document) => document.toJS() as T)
}

interface RenderedIam {
  oidcProvider: { url: string; clientIds: string[] }
  policy: { document: never; tags: Record<string, string> }
  role: { trust: never; tags: Record<string, string>; attached: string[] }
}

/** As whoever reads the JSON would bring it about. */
function applyIam(sandbox: Sandbox, { policy, role, oidcProvider }: RenderedIam): void {
  const { account } = sandbox.aws
  const at = { createdAt: 0, updatedAt: 0 }
  const arn = providerArn(sandbox)
  account.providers.set(arn, {
    arn,
    url: oidcProvider.url.replace('https://', ''),
    clientIds: oidcProvider.clientIds,
    tags: {},
    thumbprints: [],
    ...at,
  })
  const versions = [{ id: 'v1', document: policy.document, createdAt: 0 }]
  account.policies.set(POLICY_ARN, {
    id: 'ANPA',
    name: 'lab-flux-ecr-ro',
    path: '/',
    arn: POLICY_ARN,
    versions,
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: policy.tags,
    ...at,
  })
  foreignRole(sandbox, ROLE, { trust: role.trust, tags: role.tags, attached: role.attached })
}

function applyKubernetes(sandbox: Sandbox, text: string): void {
  for (const object of documents<KubeObject>(text)) {
    const { name, namespace } = object.metadata
    const path = object.kind === 'Namespace' ? `/api/v1/namespaces/${name}` : `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`
    if (object.kind !== 'FluxInstance') sandbox.kube.store.apply(path, object, { manager: 'flux-irsa', force: false })
  }
}

test('what is rendered, applied by other hands, is what install wants: nothing is left to do, and the proof passes', async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  onTestFinished(() => sandbox.close())
  applyIam(sandbox, JSON.parse(await render(sandbox, 'iam')) as RenderedIam)
  applyKubernetes(sandbox, await render(sandbox, 'kubernetes'))
  const helm = await render(sandbox, 'helm')
  const values = documents<Record<string, unknown>>(helm)
  const commands = [...helm.matchAll(/^# {3}helm (upgrade .*) --values \S+$/gm)].map(([, command = '']) =>
    (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", '')),
  )
  for (const [at, args] of commands.entries()) {
    expect(await sandbox.runHelm([...args, '--values', '-'], values[at] ?? {})).toMatchObject({ code: 0 })
    await sandbox.idle()
  }
  const { code, report } = await driveJson<Plan>(sandbox, ['plan', ...CLUSTER, '--detailed-exitcode'])
  expect({ code, work: work(report) }).toEqual({ code: 0, work: {} })
  expect((await drive(sandbox, ['verify', ...CLUSTER])).code).toBe(0)
})

test.each(['iam', 'kubernetes', 'helm', 'terraform', 'cloudformation'])(
  'render -o %s writes nothing, shows no secret, and keeps stdout to the file',
  async (format) => {
    const sandbox = await freshSandbox()
    const writes = await writesDuring(sandbox, async () => {
      const { code, stdout, stderr } = await drive(sandbox, ['render', ...CLUSTER, ...GIT, '-o', format, '-v'], PASSWORD)
      expect(code).toBe(0)
      expect(stdout + stderr).not.toMatch(/s3cret|czNjcmV0/)
      expect(stderr).toContain('Every ECR repository')
      expect(stdout).not.toContain('Every ECR repository')
    })
    expect(writes).toEqual([])
  },
)

test('a conflict is told on stderr and does not stop the files', async () => {
  const sandbox = await freshSandbox()
  foreignRole(sandbox, ROLE)
  const { code, stderr } = await drive(sandbox, ['render', ...CLUSTER, '-o', 'iam'])
  expect(code).toBe(0)
  expect(stderr).toContain('was not made by flux-irsa')
})

test.each([[[]], [['-o', 'yaml']]])('render with %j is refused, and the formats are named', async (args) => {
  const sandbox = await freshSandbox()
  const { code, stdout, stderr } = await drive(sandbox, ['render', ...CLUSTER, ...args])
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
  expect(stderr).toContain('iam, kubernetes, helm, terraform, cloudformation')
})
