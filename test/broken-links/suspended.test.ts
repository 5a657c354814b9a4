import { expect, onTestFinished, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { carryOut, run } from './carry-out.ts'
import { sandboxScene } from './sandbox-scene.ts'
import { objectAt } from './scene.ts'
import { patch, paths } from './touch.ts'

const OBJECTS = [
  { what: 'ImageRepository', path: paths.image('web'), check: 'image/apps/web' },
  { what: 'ImagePolicy', path: paths.policy('web'), check: 'image-policy/apps/web' },
  { what: 'ImageUpdateAutomation', path: paths.automation('fleet'), check: 'image-automation/apps/fleet' },
  { what: 'OCIRepository', path: paths.source('ocirepositories', 'manifests'), check: 'oci-source/ocirepository/apps/manifests' },
]

test('what somebody suspended is no trouble: verify passes, names it, and says the command with which it goes on', async () => {
  const { scene, close } = await sandboxScene()
  onTestFinished(close)
  for (const { path } of OBJECTS) await patch(scene, path, { spec: { suspend: true } }, 'flux')
  const { stdout } = await run(scene, ['verify', '--cluster', 'lab', '-o', 'json'])
  const { verdict, checks } = JSON.parse(stdout) as VerifyReport
  expect(verdict).toBe('pass')
  for (const { what, path, check } of OBJECTS) {
    const found = checks.find(({ id }) => id === check)
    expect(found, what).toMatchObject({ status: 'skip', message: expect.stringContaining('is suspended') })
    await carryOut(scene, found?.notice?.split('to go on: ')[1] ?? expect.fail(`${what}: ${found?.notice}`))
    expect((await objectAt(scene, path))?.['spec'], what).toMatchObject({ suspend: false })
  }
})
