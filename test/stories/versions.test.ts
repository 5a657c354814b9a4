import { expect, test } from 'vitest'
import { freshSandbox, install, instanceSpec, plan, tryInstall, work } from './story.ts'

const OLD = ['--operator-version', '0.32.0', '--flux-version', '2.4.x']
const NEW = ['--operator-version', '0.58.1', '--flux-version', '2.9.x']

test("from the article's 0.32.0 with Flux 2.4 to 0.58.1 with 2.9 in one step: the operator goes up, and Flux says at once why it cannot", async () => {
  const sandbox = await freshSandbox()
  sandbox.seedImageRepositories()
  await install(sandbox, OLD)
  const { code, report } = await tryInstall(sandbox, NEW)
  expect(code).toBe(1)
  const outcomes = Object.fromEntries(report.results.map((result) => [result.id, result]))
  expect(outcomes['operator-release']?.outcome).toBe('done')
  expect(outcomes['instance-release']?.error).toMatchObject({
    code: 'stored-versions',
    fix: expect.stringContaining('--flux-version 2.7.x'),
  })
  // Flux of before lives on.
  const running = sandbox.kube.store.list('/apis/apps/v1/namespaces/flux-system/deployments')
  expect(running.map(({ metadata }) => metadata.name)).toContain('image-reflector-controller')

  await install(sandbox, ['--flux-version', '2.7.x'])
  migrate(sandbox)
  await install(sandbox, NEW)
  expect(instanceSpec(sandbox)['distribution']).toMatchObject({ version: '2.9.x' })
  expect(work((await plan(sandbox)).report)).toEqual({})
})

/** `flux migrate`: objects are written once more, so all are stored in the newest version. */
function migrate({ kube: { store } }: Awaited<ReturnType<typeof freshSandbox>>): void {
  for (const { metadata, spec } of store.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')) {
    const { versions } = spec as { versions: { name: string; storage: boolean }[] }
    const storedVersions = versions.filter(({ storage }) => storage).map(({ name }) => name)
    store.patch(
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}/status`,
      { status: { storedVersions } },
      { type: 'application/merge-patch+json', manager: 'flux' },
    )
  }
}
