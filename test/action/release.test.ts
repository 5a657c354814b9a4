import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../docs/markdown.ts'
import { version } from '../program/built-program.ts'

const ACTION = '.github/actions/flux-irsa'

test('a checkout of the release tag, with nothing installed, has the action that action.yml names; no branch holds the bundle', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-release-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const work = join(folder, 'work')
  const git = async (...args: string[]) => {
    const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'init.defaultBranch=main', '-c', 'advice.detachedHead=false']
    const { stdout } = await execa('git', [...as, ...args], { cwd: work, all: true })
    return stdout
  }
  await mkdir(work)
  await git('init', '--quiet')
  await Promise.all(
    ['package.json', '.gitignore', 'scripts/release.js', `${ACTION}/action.yml`].map((path) => cp(root + path, join(work, path))),
  )
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'all that there is')
  await Promise.all([
    cp(`${root}dist`, join(work, 'dist'), { recursive: true }),
    symlink(`${root}node_modules`, join(work, 'node_modules')),
    writeFile(join(work, 'THIRD_PARTY_LICENSES'), ''),
  ])
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' }
  const release = () => execa(process.execPath, ['scripts/release.js'], { cwd: work, env: who, reject: false })
  const { stdout } = await release()
  expect(stdout).toBe(`git push origin v${version} && git push --force origin v${version.split('.')[0]}`)
  expect(await git('ls-files', 'dist')).toBe('')
  expect((await release()).stderr).toContain(`tag 'v${version}' already exists`)

  const checkout = join(folder, 'checkout')
  await git('clone', '--quiet', '--branch', `v${version}`, work, checkout)
  const { runs } = parse(await readFile(join(checkout, ACTION, 'action.yml'), 'utf8')) as { runs: { main: string } }
  const started = await execa(process.execPath, [join(checkout, ACTION, runs.main)], {
    env: { INPUT_COMMAND: 'verify', INPUT_ARGS: '--kubeconfig /no/such/file' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
  expect({ code: started.exitCode, stdout: started.stdout }).toEqual({
    code: 64,
    stdout: expect.stringMatching(/^run: flux-irsa verify .*\n::error title=flux-irsa%3A bad-input::--cluster: /),
  })
})
