import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive, type Outcome } from '../stories/drive.ts'
import { REPOSITORIES } from '../stories/story.ts'
import type { PrintedLine } from './command-lines.ts'

const TOKEN = 'a-token-for-git'

/** What the other commands of a pipe would say. */
const OTHERS: [line: RegExp, output: string][] = [
  [/^printf %s "\$TOKEN"$/, TOKEN],
  [
    /^kubectl .*imagerepositor(y|ies) .*-o yaml$/,
    `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: web, namespace: apps }
status:
  conditions:
    - type: Ready
      status: "False"
      message: 'scan failed: no EC2 IMDS role found, operation error ec2imds: GetMetadata'
`,
  ],
  [/^kubectl .*logs deployment\//, '{"level":"error","msg":"Reconciler error","error":"no EC2 IMDS role found"}\n'],
]

function privateKey(): string {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return String(key.export({ type: 'pkcs8', format: 'pem' }))
}

/** Files that pages take for granted. */
const FILES: Record<string, string> = {
  'flux-irsa.yaml': `cluster: prod
region: eu-west-1
repository: [apps/*]
`,
  'controller.log': 'error: no EC2 IMDS role found\n',
  'other.log': 'ssh: handshake failed: knownhosts: key mismatch\n',
  '.ssh/id_ed25519': privateKey(),
  '.ssh/known_hosts': 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n',
  'workloads.json':
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::team-*"]}]}',
  'read.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListRoles","Resource":"*"}]}',
  'cart.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::cart/*"}]}',
  'kms.json':
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d"}]}',
}

const SEVERAL = `region: eu-west-1
clusters:
  staging: {}
  prod: {}
`

/** What somebody at the terminal types where the command asks. */
const TYPED: Record<string, string> = {
  install: 'y\n',
  adopt: 'y\n',
  bind: 'y\n',
  unbind: 'y\n',
  uninstall: 'prod\n',
  init: '\nprod\n\n\n\n\n\n',
}

export interface ExampleWorld {
  /** Runs a printed line as its reader would: in one folder, with the pipe's other ends, at a terminal where nothing is piped in. */
  run(line: PrintedLine): Promise<Outcome>
}

export interface Circumstances {
  /** Flux is there already, with its identity. */
  installed: boolean
  /** There is a cluster staging beside prod; with `file`, flux-irsa.yaml holds both, as fleet.yaml always does. */
  several?: 'cluster' | 'file'
  /** The files that pages take for granted are not there. */
  bare?: boolean
}

/** A folder with the files, and a cluster `prod` in which the workloads of the pages live; both end with the test. */
export async function exampleWorld({ installed, several, bare = false }: Circumstances): Promise<ExampleWorld> {
  const from = installed ? await (withFlux ??= fluxInstalled()) : undefined
  const sandbox = await startSandbox({ cluster: 'prod', ...(from ? { from } : {}) })
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-examples-'))
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(async () => {
    process.chdir(before)
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  })
  if (several) {
    const staging = await startSandbox({ cluster: 'staging', beside: sandbox })
    onTestFinished(() => staging.close())
  }
  const files: Record<string, string> = bare
    ? {}
    : { ...FILES, 'fleet.yaml': SEVERAL, ...(several === 'file' ? { 'flux-irsa.yaml': SEVERAL } : {}) }
  await Promise.all(Object.entries(files).map(([name, text]) => save(join(folder, name), text)))
  if (!installed) seedWorkloads(sandbox)
  return { run: (line) => runIn(sandbox, folder, line) }
}

/** ServiceAccounts that pages give a role to; `ci` has none yet. */
const ACCOUNTS: [namespace: string, name?: string][] = [['shop', 'cart'], ['flux-irsa', 'flux-irsa'], ['ci']]

function seedWorkloads({ kube }: Sandbox): void {
  for (const [namespace, name] of ACCOUNTS) {
    kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'test')
    if (!name) continue
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels: { app: name } } }
    kube.store.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, account, 'test')
  }
}

// Installing takes longer than all that a page does with it.
let withFlux: Promise<Checkpoint> | undefined

async function fluxInstalled(): Promise<Checkpoint> {
  const sandbox = await startSandbox({ cluster: 'prod' })
  seedWorkloads(sandbox)
  const { code, stderr } = await drive(sandbox, ['install', '--cluster', 'prod', '--yes', ...REPOSITORIES])
  if (code !== 0) throw new Error(`no Flux to try the examples on:\n${stderr}`)
  await sandbox.idle()
  const checkpoint = sandbox.checkpoint()
  await sandbox.close()
  return checkpoint
}

async function runIn(sandbox: Sandbox, folder: string, { args, from, through, into }: PrintedLine): Promise<Outcome> {
  const [command = ''] = args
  const other = from === undefined ? undefined : OTHERS.find(([line]) => line.test(from))
  if (from !== undefined && !other) throw new Error(`what does ${from} say?`)
  const outcome = await drive(sandbox, args, {
    env: { HOME: folder },
    ...(other ? { stdin: other[1] } : { stdin: TYPED[command] ?? '', terminal: true }),
  })
  await sandbox.idle()
  if (into) await save(into.replace(/^~/, folder), piped(outcome.stdout, through))
  return outcome
}

/** The one use of jq whose output goes on: a cluster's own report. */
function piped(stdout: string, through: string | undefined): string {
  const [, name] = /\.name == "(\w+)"\)\.report/.exec(through ?? '') ?? []
  if (!name) return stdout
  const { clusters } = JSON.parse(stdout) as { clusters: { name: string; report: unknown }[] }
  return JSON.stringify(clusters.find((one) => one.name === name)?.report)
}

async function save(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
