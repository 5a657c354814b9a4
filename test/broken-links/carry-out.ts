import { expect } from 'vitest'
import { pathsOf } from '../../src/kube/kinds.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive } from '../stories/drive.ts'

const PATCH_TYPES = { merge: 'application/merge-patch+json', json: 'application/json-patch+json' } as const
const MANAGER = 'kubectl-patch'
/** What printed commands are about. */
const KINDS = [
  'Deployment',
  'FluxInstance',
  'GitRepository',
  'HelmRepository',
  'ImageRepository',
  'Kustomization',
  'OCIRepository',
  'Pod',
  'ServiceAccount',
]

/** Runs a printed fix as it is printed (`more`: it is known not to mend all): ours in this process, those of other tools as the calls that they would make. */
export async function carryOut(sandbox: Sandbox, fix: string, more = false): Promise<void> {
  const words = shellWords(fix)
  if (words[0] === 'flux-irsa') await ours(sandbox, words.slice(1), more)
  else if (words[0] === 'kubectl') kubectl(sandbox, words.slice(1))
  else if (words[0] === 'aws') aws(sandbox, words.slice(1))
  else if (fix === 'flux migrate') migrate(sandbox)
  else expect.fail(`no command that can be pasted: ${fix}`)
  await sandbox.idle()
}

/** An install that is pasted into a script says --yes; a password comes by stdin, where the command asks for one. */
async function ours(sandbox: Sandbox, args: string[], more: boolean): Promise<void> {
  // Its closing verify waits for Flux to look again, which is in vain where another link is broken too.
  const patience = more ? ['--timeout', '15s'] : []
  const { code, stdout, stderr } = await drive(sandbox, [...args, '--yes', ...patience], { stdin: 'a-new-password\n' })
  expect(more ? [0, 1, 124] : [0], `${args.join(' ')}\n${stdout}\n${stderr}`).toContain(code)
}

function kubectl(sandbox: Sandbox, words: string[]): void {
  const options = new Map<string, string>()
  const rest: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word.startsWith('--')) options.set(word.slice(2), words[++at] ?? '')
    else rest.push(word)
  }
  const [verb = '', kindName = '', name = '', change = ''] = rest
  const kind = KINDS.find((each) => each.toLowerCase() === kindName) ?? expect.fail(`kubectl knows no ${kindName}`)
  const namespace = options.get('namespace')
  const candidates = pathsOf({ kind, name, ...(namespace ? { namespace } : {}) })
  const path = candidates.find((each) => sandbox.kube.store.get(each)) ?? expect.fail(`${kindName} ${name} not found`)
  const merge = (body: object) => void sandbox.kube.store.patch(path, body, { type: PATCH_TYPES.merge, manager: MANAGER })
  if (verb === 'delete') return sandbox.kube.store.delete(path)
  if (verb === 'scale') return merge({ spec: { replicas: Number(options.get('replicas')) } })
  if (verb === 'annotate') return merge({ metadata: { annotations: annotation(change) } })
  if (verb !== 'patch') expect.fail(`a person runs kubectl ${verb}`)
  const type = PATCH_TYPES[options.get('type') as keyof typeof PATCH_TYPES]
  sandbox.kube.store.patch(path, JSON.parse(options.get('patch') ?? ''), { type, manager: MANAGER })
}

/** `key-` takes it off, `key=value` sets it. */
function annotation(change: string): Record<string, string | null> {
  const [key = '', value] = change.split('=')
  return value === undefined ? { [key.slice(0, -1)]: null } : { [key]: value }
}

function aws({ aws: { account } }: Sandbox, words: string[]): void {
  const id = words[words.indexOf('--association-id') + 1]
  expect(words.slice(0, 2)).toEqual(['eks', 'delete-pod-identity-association'])
  for (const cluster of account.clusters) cluster.podIdentity = cluster.podIdentity.filter((association) => association.id !== id)
}

/** Objects are written once more, so all are stored in the newest version. */
function migrate({ kube: { store } }: Sandbox): void {
  for (const crd of store.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')) {
    const { versions } = crd['spec'] as { versions: { name: string; storage: boolean }[] }
    const storedVersions = versions.filter(({ storage }) => storage).map(({ name }) => name)
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}/status`
    store.patch(path, { status: { storedVersions } }, { type: PATCH_TYPES.merge, manager: 'flux' })
  }
}

/** Words of a POSIX command line, with single quotes as they are printed. */
function shellWords(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
