import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfigFile } from '../../src/config/read-file.ts'
import { drive, driveJson } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'
import { onStage, PASSWORD } from './stage.ts'

describe.skipIf(!LAB)('init', () => {
  const stage = onStage()

  test('reads real servers, and the file that it writes installs; written again it holds what is installed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-init-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'flux-irsa.yaml')
    const said = async () =>
      Object.fromEntries([...readConfigFile(await readFile(file, 'utf8'), '-f').said].map(([key, { value }]) => [key, value]))

    const git = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
    const asked = await drive(stage.lab, ['init', '-f', file, '--cluster', 'lab', '--repository', 'apps/*', ...git])
    expect(asked, asked.stderr).toMatchObject({ code: 0, stderr: '' })
    const first = await said()
    expect(first).toMatchObject({ cluster: 'lab', repository: ['apps/*'] })
    expect(await stage.awsWrites()).toEqual([])

    const installed = await driveJson(stage.lab, ['install', '-f', file, '--yes'], { env: PASSWORD })
    expect(installed, installed.stderr).toMatchObject({ code: 0 })

    const again = await drive(stage.lab, ['init', '-f', file, '--force', '--cluster', 'lab'])
    expect(again, again.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(await said()).toEqual(first)

    const shown = await drive(stage.lab, ['config', 'show', '--cluster', 'lab', '--installed'])
    expect(shown.stdout).toMatch(/repository +installed +apps\/\*/)
    expect(await drive(stage.lab, ['__complete', 'words', 'plan', '--cluster', ''])).toMatchObject({
      stdout: expect.stringMatching(/^lab\b/),
    })
  })

  test('at a terminal it offers the clusters and the repositories of the account', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-init-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const answers = { terminal: true, stdin: '\nlab\n\n\n', env: { HOME: folder } }
    const { code, stderr } = await drive(stage.lab, ['init', '-f', join(folder, 'f.yaml')], answers)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/EKS cluster \(lab\)[\s\S]+ECR has /) })
  })
})
