import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { badInput } from '../domain/failure.ts'
import { withRolePatches } from '../render/kustomization.ts'

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const MANIFESTS = 'gotk-components.yaml'
const MOST_FOLDERS = 20_000

/**
 * Sets the roles in the kustomization.yaml of a working copy, beside the manifests that `flux bootstrap` wrote; patches of others stay. Edits
 * that file alone, and leaves commit and push to a person. Answers with the file that it changed; `undefined` where it holds them already.
 * Throws bad input where there is no such folder below `folder`, or more than one.
 */
export async function editCheckout(folder: string, roleArns: Map<string, string>): Promise<string | undefined> {
  const file = await kustomizationIn(folder)
  const before = await readFile(file, 'utf8')
  const after = withRolePatches(before, roleArns, file)
  if (after === before) return undefined
  await writeFile(file, after)
  return file
}

/** The kustomization.yaml beside the manifests of `flux bootstrap`. Throws bad input where there is none, or more than one. */
export async function kustomizationIn(folder: string): Promise<string> {
  const found = await foldersWith(MANIFESTS, folder)
  const [only, ...others] = found
  const allowed = `the working copy of what Flux follows, with one folder that holds ${MANIFESTS}`
  if (only === undefined) throw badInput('--git-checkout', `no ${MANIFESTS} is in ${folder}`, allowed)
  if (others.length > 0)
    throw badInput('--git-checkout', `${MANIFESTS} is in ${found.length} folders: ${found.slice(0, 5).join(', ')}`, 'one of these folders')
  const names = await readdir(only)
  const name = NAMES.find((one) => names.includes(one))
  if (!name) throw badInput('--git-checkout', `${only} has no kustomization.yaml beside ${MANIFESTS}`, allowed)
  return join(only, name)
}

/** Folders at or below `root` that hold a file of this name; hidden ones are not looked into. */
async function foldersWith(name: string, root: string): Promise<string[]> {
  const [found, open] = [[] as string[], [root]]
  for (let seen = 0; open.length > 0 && seen < MOST_FOLDERS; seen++) {
    const folder = open.shift() ?? ''
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      if (folder === root) throw badInput('--git-checkout', `${root} cannot be read (${code})`, 'a folder')
      return []
    })
    if (entries.some((entry) => entry.isFile() && entry.name === name)) found.push(folder)
    const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    open.push(...below.map((entry) => join(folder, entry.name)))
  }
  return found
}
