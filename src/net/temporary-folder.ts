import { rmSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../domain/failure.ts'

const PREFIX = 'flux-irsa-helm-'
/** A token of EKS, which such a folder may hold, lives for 15 minutes; no helm that we start is at work for longer. */
const LEFT_AFTER_MS = 15 * 60_000

/** What is to be gone when the process ends, however it does. */
const open = new Set<string>()

/**
 * A private folder for what only one run of another program may read (0700). What a killed run left behind is removed first, once its token
 * has expired. Throws a Failure where the system's temporary folder cannot be used.
 */
export async function makeTemporaryFolder(now = Date.now()): Promise<{ path: string; remove: () => Promise<void> }> {
  await sweep(now)
  const path = await mkdtemp(join(tmpdir(), PREFIX)).catch((error: unknown) => {
    throw new Failure({
      code: 'no-temporary-folder',
      source: 'environment',
      message: `the temporary folder ${tmpdir()} cannot be used (${(error as NodeJS.ErrnoException).code})`,
      fix: 'Set TMPDIR to a folder that is there and that you may write to, then run the same command again.',
      docs: 'troubleshooting.md#temporary-folder',
      cause: error,
    })
  })
  open.add(path)
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true })
      open.delete(path)
    },
  }
}

/** Removes what is still there, at once: for the end of the process, which waits for nothing. */
export function removeTemporaryFolders(): void {
  for (const path of open) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // The next run sweeps it.
    }
  }
  open.clear()
}

/** Folders of ours that are older than what is secret in them, and that nobody uses. Never fails: it tidies up behind others. */
async function sweep(now: number): Promise<void> {
  const names = await readdir(tmpdir()).catch((): string[] => [])
  const { uid } = userInfo()
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const path = join(tmpdir(), name)
    const found = await lstat(path).catch(() => undefined)
    // A link or a folder of another user's is not ours, whatever its name is.
    if (!found?.isDirectory() || (uid >= 0 && found.uid !== uid) || open.has(path)) continue
    if (now - found.mtimeMs > LEFT_AFTER_MS) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}
