import { expect } from 'vitest'
import type { InstallReport } from '../../src/model/report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, role } from './story.ts'

export const S3 = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
export const ACCOUNT = '/api/v1/namespaces/shop/serviceaccounts/cart'
export const BOUND_ROLE = 'lab-shop-cart-irsa'

/** bind, or another command, for these ServiceAccounts. */
export function bind(sandbox: Sandbox, args: string[], command = 'bind') {
  return driveJson<InstallReport>(sandbox, [command, ...args, ...CLUSTER, '--yes'])
}

/** A bind that must go well. */
export async function bound(sandbox: Sandbox, args: string[]): Promise<InstallReport> {
  const { code, report } = await bind(sandbox, args)
  if (!report.results) expect.fail(JSON.stringify(report))
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect({ code, failed: report.verify?.checks.filter(({ status }) => status === 'fail' || status === 'unknown') }).toEqual({
    code: 0,
    failed: [],
  })
  return report
}

export function namespace(sandbox: Sandbox, name: string): void {
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'test')
}

/** What the first statement of a role's trust says of `sub`. */
export function subjects(sandbox: Sandbox, name: string): unknown {
  const [statement] = [role(sandbox, name).trust.Statement].flat()
  return Object.values(statement?.Condition ?? {})
    .flatMap((block) => Object.entries(block))
    .filter(([key]) => key.endsWith(':sub'))
    .map(([, value]) => value)
}
