import { expect, test } from 'vitest'
import { invocationOf, nextForAll } from '../../src/cli/next-command.ts'
import type { ClusterEnding } from '../../src/report/clusters/ending.ts'
import { installed, plan, planOf, provider, provenChain } from '../report/sample-reports.ts'

const place = { cluster: { name: 'prod' }, region: 'eu-west-1' } as Parameters<typeof invocationOf>[1]

test('a command that is printed leads to the very cluster that was looked at', () => {
  expect(invocationOf('install', place)).toBe('flux-irsa install --cluster prod --region eu-west-1')
  const reachedWith = { profile: 'team prod', assumeRoleArn: 'arn:aws:iam::123456789012:role/x', kubeconfig: './k', context: 'b' }
  expect(invocationOf('verify', { ...place, reachedWith })).toBe(
    "flux-irsa verify --cluster prod --region eu-west-1 --profile 'team prod' --assume-role-arn arn:aws:iam::123456789012:role/x --kubeconfig ./k --context b",
  )
})

const ending = (report: ClusterEnding['result'] & { report: unknown }, exitCode = 0): ClusterEnding => ({
  name: 'a',
  exitCode,
  durationMs: 1,
  result: report,
})
const of = (report: typeof plan | typeof installed | typeof provenChain, exitCode = 0) => ending({ report, extra: {} }, exitCode)

test('what comes next for several clusters keeps what says which ones', () => {
  const args = ['plan', '-f', 'f.yaml', '--all', '--region=eu-west-1', '--repository', 'a/*', '-o', 'json']
  expect(nextForAll('plan', args, [of(plan)])).toBe("flux-irsa install -f f.yaml --all --region=eu-west-1 --repository 'a/*'")
  expect(nextForAll('plan', args, [of(planOf([provider]))])).toBe('flux-irsa verify -f f.yaml --all --region=eu-west-1')
  expect(nextForAll('install', args, [of(installed)])).toBe('flux-irsa verify -f f.yaml --all --region=eu-west-1')
  // What failed is not simply said again.
  expect(nextForAll('install', args, [of(installed), of(installed, 1)])).toBeUndefined()
  expect(nextForAll('verify', args, [of(provenChain)])).toBeUndefined()
})
