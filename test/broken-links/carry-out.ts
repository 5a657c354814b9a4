import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { expect } from 'vitest'
import { pathsOf } from '../../src/model/kinds.ts'
import { drive, type DriveOptions, type Outcome } from '../stories/drive.ts'
import { fileOf } from '../stories/story.ts'
import { objectAt, objectsAt, type Scene } from './scene.ts'
import { annotate, patch, PATCH_TYPES, remove } from './touch.ts'

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
/** What printed commands are about. */
const KINDS = [
  'Bucket',
  'Deployment',
  'FluxInstance',
  'GitRepository',
  'HelmRepository',
  'ImagePolicy',
  'ImageRepository',
  'ImageUpdateAutomation',
  'Kustomization',
  'OCIRepository',
  'Pod',
  'ServiceAccount',
]

/** Runs a printed fix as it is printed (`more`: it is known not to mend all): ours in this process, those of other tools in a shell or as the calls that they make. */
export async function carryOut(scene: Scene, fix: string, more = false): Promise<void> {
  const words = shellWords(fix)
  if (words[0] === 'flux-irsa') await ours(scene, words.slice(1), more)
  else if (words[0] === 'kubectl') await (scene.shell ? scene.shell(fix) : kubectl(scene, words.slice(1)))
  else if (words[0] === 'aws') await aws(scene, words.slice(1))
  else if (fix === 'flux migrate') await migrate(scene)
  else expect.fail(`no command that can be pasted: ${fix}`)
}

/** The program as the scene's caller. */
export function run({ server, caller }: Scene, args: string[], options: DriveOptions = {}): Promise<Outcome> {
  const keys = caller && { AWS_ACCESS_KEY_ID: caller.accessKeyId, AWS_SECRET_ACCESS_KEY: caller.secretAccessKey }
  return drive(server, args, { ...options, env: { ...keys, ...options.env } })
}

/** An install that is pasted into a script says --yes; a password comes by stdin, where the command asks for one. */
async function ours(scene: Scene, args: string[], more: boolean): Promise<void> {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'arn:aws:kms:*:*:key/0a1b' }] }
  // A person has it in their folder.
  const filled = args.map((word) => (word === 'policy.json' ? fileOf(policy, word) : word))
  const { code, stdout, stderr } = await run(scene, [...filled, '--yes'], {
    stdin: 'a-new-password\n',
    // Its closing verify waits for Flux to look again, which is in vain where another link is broken too.
    ...(more ? { waitTimes: { verifyAgainMs: Infinity } } : {}),
  })
  expect(more ? [0, 1] : [0], `${args.join(' ')}\n${stdout}\n${stderr}`).toContain(code)
}

async function kubectl(scene: Scene, words: string[]): Promise<void> {
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
  const [path = ''] = pathsOf({ kind, name, ...(namespace ? { namespace } : {}) })
  if (!(await objectAt(scene, path))) expect.fail(`${kindName} ${name} not found`)
  if (verb === 'delete') return remove(scene, path)
  if (verb === 'scale') return patch(scene, path, { spec: { replicas: Number(options.get('replicas')) } }, 'kubectl-scale')
  if (verb === 'annotate') return annotate(scene, path, annotation(change), 'kubectl-annotate')
  if (verb !== 'patch') expect.fail(`a person runs kubectl ${verb}`)
  await patch(scene, path, JSON.parse(options.get('patch') ?? ''), 'kubectl-patch', options.get('type') as keyof typeof PATCH_TYPES)
}

/** `key-` takes it off, `key=value` sets it. */
function annotation(change: string): Record<string, string | null> {
  const [key = '', value] = change.split('=')
  return value === undefined ? { [key.slice(0, -1)]: null } : { [key]: value }
}

async function aws(scene: Scene, words: string[]): Promise<void> {
  if (words[1] === 'put-role-policy') return putRolePolicy(scene, words)
  const id = words[words.indexOf('--association-id') + 1]
  expect(words.slice(0, 2)).toEqual(['eks', 'delete-pod-identity-association'])
  await scene.setAssociations(scene.associations().filter((association) => association.id !== id))
}

async function putRolePolicy({ iam }: Scene, words: string[]): Promise<void> {
  const after = (option: string) => words[words.indexOf(`--${option}`) + 1] ?? expect.fail(`no --${option}`)
  const [RoleName, PolicyName, PolicyDocument] = [after('role-name'), after('policy-name'), after('policy-document')]
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
}

/** Objects are written once more, so all are stored in the newest version. */
async function migrate(scene: Scene): Promise<void> {
  for (const crd of await objectsAt(scene, CRDS)) {
    const { versions } = crd['spec'] as { versions: { name: string; storage: boolean }[] }
    const storedVersions = versions.filter(({ storage }) => storage).map(({ name }) => name)
    await patch(scene, `${CRDS}/${crd.metadata.name}/status`, { status: { storedVersions } }, 'flux')
  }
}

/** Words of a POSIX command line, with single quotes as they are printed. */
function shellWords(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
