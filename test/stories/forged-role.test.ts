import { expect, onTestFinished, test } from 'vitest'
import { oidcProviderArn } from '../../src/domain/issuer.ts'
import { MARKS } from '../../src/domain/ownership.ts'
import { trustStatement } from '../../src/domain/trust-policy.ts'
import type { InstallReport } from '../../src/model/report.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { ACCOUNT, bound, BOUND_ROLE, namespace, S3 } from './binding.ts'
import { driveJson } from './drive.ts'
import { annotation, freshSandbox, installedSandbox, object, REFLECTOR, REPOSITORIES, role, work } from './story.ts'

/** Cluster `two`, in the account of the other. */
async function besideIt(lab: Sandbox): Promise<Sandbox> {
  const two = await startSandbox({ cluster: 'two', beside: lab })
  onTestFinished(() => two.close())
  return two
}

/** What the documented rights for one role allow: its tags and its trust. Now it bears all marks of cluster two, for this ServiceAccount. */
function forge(lab: Sandbox, two: Sandbox, name: string, part: 'flux' | 'binding', account: { namespace: string; name: string }): void {
  const { issuer } = two
  const arn = 'arn:aws:eks:eu-west-1:123456789012:cluster/two'
  const forged = role(lab, name)
  const { sid, tag } = MARKS[part]
  forged.tags[tag] = arn
  const statement = trustStatement({ providerArn: oidcProviderArn(arn, issuer), issuer, serviceAccounts: [account], sid })
  forged.trust = { Version: '2012-10-17', Statement: [statement] }
}

const inTwo = (two: Sandbox, args: string[]) => driveJson<InstallReport>(two, [...args, '--cluster', 'two', '--yes'])

test('a role of one cluster that is made out to be of another takes no workload of it over', async () => {
  const lab = await freshSandbox()
  const two = await besideIt(lab)
  for (const sandbox of [lab, two]) namespace(sandbox, 'shop')
  await bound(lab, ['shop/cart', '--create', '--ecr-read', 'apps/main'])
  for (const name of ['shop/cart', 'shop/till']) expect((await inTwo(two, ['bind', name, '--create', '--policy-arn', S3])).code).toBe(0)
  const before = structuredClone([object(two, ACCOUNT), role(lab, 'two-shop-cart-irsa')])
  for (const name of ['cart', 'till']) {
    forge(lab, two, BOUND_ROLE, 'binding', { namespace: 'shop', name: 'cart' })
    const { code, report } = await inTwo(two, ['bind', `shop/${name}`, '--policy-arn', S3])
    // Of the one that it lets in it is told; the other is bound as if it were not there.
    if (name === 'cart') expect([code, JSON.stringify(report)]).toEqual([64, expect.stringContaining(BOUND_ROLE)])
    else expect([code, work(report)]).toEqual([0, {}])
    expect([name, object(two, ACCOUNT), role(lab, 'two-shop-cart-irsa')]).toEqual([name, ...before])
  }
})

test('nor a controller of Flux', async () => {
  const lab = await installedSandbox()
  const two = await besideIt(lab)
  expect((await inTwo(two, ['install', ...REPOSITORIES, '--git-url', 'https://github.com/acme/fleet'])).code).toBe(0)
  const before = structuredClone([annotation(two, REFLECTOR), role(lab, 'two-flux-imgctrl-irsa')])
  forge(lab, two, 'lab-flux-imgctrl-irsa', 'flux', { namespace: 'flux-system', name: 'image-reflector-controller' })
  const { report } = await inTwo(two, ['install', ...REPOSITORIES])
  expect(work(report)).toEqual({ 'old-role/lab-flux-imgctrl-irsa': 'remove' })
  expect([annotation(two, REFLECTOR), role(lab, 'two-flux-imgctrl-irsa')]).toEqual(before)
})
