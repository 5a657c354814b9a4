import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Action, Plan } from '../../src/model/plan.ts'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.ts'
import type { Role } from '../../src/sandbox/aws/account.ts'
import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import { drive, driveJson, type DriveOptions, type Outcome } from './drive.ts'

export const CLUSTER = ['--cluster', 'lab']
export const REPOSITORIES = ['--repository', 'apps/*', '--repository', 'web']
export const REFLECTOR = 'image-reflector-controller'
export const AUTOMATION = 'image-automation-controller'
export const ROLE = 'lab-flux-imgctrl-irsa'
export const ROLE_ARN = `arn:aws:iam::123456789012:role/${ROLE}`
export const POLICY_ARN = 'arn:aws:iam::123456789012:policy/lab-flux-ecr-ro'
export const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:123456789012:cluster/lab'
export const ANNOTATION = 'eks.amazonaws.com/role-arn'
export const INSTANCE_PATH = '/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/fluxinstances/flux'
export const MERGE = 'application/merge-patch+json'

/** An empty cluster `lab` that ends with the test. */
export async function freshSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ cluster: 'lab', ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

const installs = new Map<string, Promise<Checkpoint>>()

/** `freshSandbox`, with Flux installed: what the same arguments left once is where each begins. */
export async function installedSandbox(args: string[] = REPOSITORIES, options: Pick<DriveOptions, 'env'> = {}): Promise<Sandbox> {
  const way = JSON.stringify([args, options.env])
  const left = installs.get(way) ?? leftByInstall(args, options)
  installs.set(way, left)
  const sandbox = await freshSandbox({ from: await left })
  await sandbox.idle()
  return sandbox
}

async function leftByInstall(args: string[], options: Pick<DriveOptions, 'env'>): Promise<Checkpoint> {
  const sandbox = await freshSandbox()
  await install(sandbox, args, options)
  return sandbox.checkpoint()
}

/** An install that must go well; rests until nothing moves any more. */
export async function install(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}): Promise<InstallReport> {
  const { code, report } = await tryInstall(sandbox, args, options)
  // Before there is a plan it is an error document.
  if (!report.results) expect.fail(JSON.stringify(report))
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect({ code, troubles: report.verify?.checks.filter(({ status }) => status === 'fail' || status === 'unknown') }).toEqual({
    code: 0,
    troubles: [],
  })
  await sandbox.idle()
  return report
}

export function tryInstall(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}) {
  return driveJson<InstallReport>(sandbox, ['install', ...CLUSTER, '--yes', ...args], options)
}

export function plan(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}) {
  return driveJson<Plan>(sandbox, ['plan', ...CLUSTER, '--detailed-exitcode', ...args], options)
}

export function uninstall(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}) {
  return driveJson<UninstallReport>(sandbox, ['uninstall', ...CLUSTER, '--yes', ...args], options)
}

/** `plan -o text`, as a person sees it. */
export function planText(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}): Promise<Outcome> {
  return drive(sandbox, ['plan', ...CLUSTER, ...args], options)
}

export function actionOf(report: Plan | { plan: Plan }, id: string): Action {
  const { actions } = 'plan' in report ? report.plan : report
  return actions.find((action) => action.id === id) ?? expect.fail(`no action ${id} among ${actions.map((action) => action.id).join(', ')}`)
}

/** Ids of what is not kept, with what is done to them. */
export function work(report: Plan | { plan: Plan }): Record<string, string> {
  const { actions } = 'plan' in report ? report.plan : report
  return Object.fromEntries(actions.filter(({ kind }) => kind !== 'keep').map(({ id, kind }) => [id, kind]))
}

/** Every write that reached AWS or the cluster while something ran, our own lock left out. */
export async function writesDuring(sandbox: Sandbox, run: () => Promise<unknown>): Promise<string[]> {
  const [aws, kube] = [sandbox.aws.calls.length, sandbox.kube.calls.length]
  await run()
  return [
    ...sandbox.aws.calls
      .slice(aws)
      .filter((call) => call.write)
      .map((call) => `${call.service}:${call.action}`),
    ...sandbox.kube.calls
      .slice(kube)
      .filter((call) => call.write && !call.path.includes('/leases'))
      .map((call) => `${call.verb} ${call.path}`),
  ]
}

export function role(sandbox: Sandbox, name = ROLE): Role {
  return sandbox.aws.account.roles.get(name) ?? expect.fail(`no role ${name} among ${[...sandbox.aws.account.roles.keys()].join(', ')}`)
}

export function object(sandbox: Sandbox, path: string): KubeObject {
  return sandbox.kube.store.get(path) ?? expect.fail(`no object at ${path}`)
}

export function serviceAccount(sandbox: Sandbox, name: string): KubeObject {
  return object(sandbox, `/api/v1/namespaces/flux-system/serviceaccounts/${name}`)
}

export function annotation(sandbox: Sandbox, name: string): string | undefined {
  return serviceAccount(sandbox, name).metadata.annotations?.[ANNOTATION]
}

export function instanceSpec(sandbox: Sandbox): Record<string, unknown> {
  return object(sandbox, INSTANCE_PATH)['spec'] as Record<string, unknown>
}

/** By pod of this controller: the role that it carries. */
export function podRoles(sandbox: Sandbox, controller: string): (string | undefined)[] {
  interface Spec {
    containers: { env?: { name: string; value?: string }[] }[]
  }
  return pods(sandbox, controller).map(
    (pod) => (pod['spec'] as Spec).containers[0]?.env?.find(({ name }) => name === 'AWS_ROLE_ARN')?.value,
  )
}

function pods(sandbox: Sandbox, controller: string): KubeObject[] {
  return sandbox.kube.store
    .list('/api/v1/namespaces/flux-system/pods')
    .filter(({ metadata }) => metadata.name.startsWith(`${controller}-`) && !metadata.deletionTimestamp)
}

export function providerArn({ issuer, accountId }: Sandbox): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${issuer.replace('https://', '')}`
}

/** A role of somebody else's that trusts the cluster's issuer for another ServiceAccount. */
export function foreignRole(sandbox: Sandbox, name: string, parts: Partial<Role> = {}): Role {
  const host = sandbox.issuer.replace('https://', '')
  const trust = {
    Version: '2012-10-17' as const,
    Statement: [
      {
        Effect: 'Allow' as const,
        Principal: { Federated: providerArn(sandbox) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: 'system:serviceaccount:apps:web' } },
      },
    ],
  }
  const arn = `arn:aws:iam::${sandbox.accountId}:role/${name}`
  const made: Role = {
    id: `AROA${name}`,
    name,
    path: '/',
    arn,
    trust,
    createdAt: 0,
    maxSessionSeconds: 3600,
    attached: [],
    inline: {},
    tags: {},
    ...parts,
  }
  sandbox.aws.account.roles.set(name, made)
  return made
}

/** A file of this content, as JSON, which is YAML too; it goes with the test. */
export function fileOf(content: unknown, name = 'input.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'story-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
