import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

// A runner of GitHub Actions takes an action as it stands in Git, so a release's tag must hold the bundle, which branches do not. The tag's
// commit is made beside the checkout: neither files nor index nor branch change, and nothing is pushed.
const { version } = JSON.parse(await readFile('package.json', 'utf8'))
const [exact, moving] = [`v${version}`, `v${version.split('.')[0]}`]
const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-release-'))
const env = { GIT_INDEX_FILE: join(folder, 'index') }
const git = async (...args) => (await execa('git', args, { env })).stdout

try {
  const changed = (await execa('git', ['status', '--porcelain', '--untracked-files=no'])).stdout
  if (changed) throw new Error(`not everything is committed:\n${changed}`)
  await git('read-tree', 'HEAD')
  await git('add', '--force', '--', 'dist/*.js', 'THIRD_PARTY_LICENSES')
  const commit = await git('commit-tree', await git('write-tree'), '-p', 'HEAD', '-m', `${exact}, with its bundle`)
  // A tag that people pinned never moves.
  await git('tag', exact, commit)
  await git('tag', '--force', moving, commit)
  console.log(`git push origin ${exact} && git push --force origin ${moving}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
