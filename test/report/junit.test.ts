import { expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { junitFailure, junitXml } from '../../src/report/machine/junit.ts'
import { mixedChain, nastyChain } from './sample-chain.ts'
import { check, verifyOf } from './sample-reports.ts'
import { all, parseXml } from './xml.ts'

test('a section is a suite and a check a test case, each outcome in its own element', () => {
  const [caller, failed, unknown, warned, skipped] = [
    'caller',
    'trust/image-reflector',
    'policy-attached',
    'annotation-owner',
    'proof-assume/b',
  ].map((id) => mixedChain.checks.find((one) => one.id.startsWith(id)) ?? expect.fail(id))
  expect(junitXml(verifyOf([caller, failed, unknown, warned, skipped].filter((one) => one !== undefined)))).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="flux-irsa verify" tests="5" failures="1" errors="1" skipped="1" time="4.210" timestamp="2026-11-02T12:01:07Z">
      <testsuite name="caller" tests="1" failures="0" errors="0" skipped="0" time="0.012" timestamp="2026-11-02T12:01:07Z">
        <properties>
          <property name="cluster" value="lab"/>
          <property name="region" value="eu-west-1"/>
          <property name="account" value="111122223333"/>
          <property name="caller" value="arn:aws:sts::111122223333:assumed-role/platform/alice"/>
          <property name="issuer" value="https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"/>
          <property name="endpoint" value="https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"/>
        </properties>
        <testcase classname="flux-irsa.caller" name="caller: caller is as it should be" time="0.012"/>
      </testsuite>
      <testsuite name="role" tests="1" failures="1" errors="0" skipped="0" time="0.012" timestamp="2026-11-02T12:01:07Z">
        <properties>
          <property name="cluster" value="lab"/>
          <property name="region" value="eu-west-1"/>
          <property name="account" value="111122223333"/>
          <property name="caller" value="arn:aws:sts::111122223333:assumed-role/platform/alice"/>
          <property name="issuer" value="https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"/>
          <property name="endpoint" value="https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"/>
        </properties>
        <testcase classname="flux-irsa.role" name="trust/image-reflector-controller: the role trusts the ServiceAccount: image-reflector-controller" time="0.012">
          <failure message="the role does not let image-reflector-controller in" type="trust-policy-mismatch">the role does not let image-reflector-controller in
    found: system:serviceaccount:flux:image-reflector-controller
    fix: flux-irsa install --cluster lab
    docs: docs/verify.md#trust/image-reflector-controller</failure>
        </testcase>
      </testsuite>
      <testsuite name="policy" tests="1" failures="0" errors="1" skipped="0" time="0.012" timestamp="2026-11-02T12:01:07Z">
        <properties>
          <property name="cluster" value="lab"/>
          <property name="region" value="eu-west-1"/>
          <property name="account" value="111122223333"/>
          <property name="caller" value="arn:aws:sts::111122223333:assumed-role/platform/alice"/>
          <property name="issuer" value="https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"/>
          <property name="endpoint" value="https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"/>
        </properties>
        <testcase classname="flux-irsa.policy" name="policy-attached: policy-attached is as it should be" time="0.012">
          <error message="iam:ListAttachedRolePolicies was denied" type="unknown">iam:ListAttachedRolePolicies was denied
    docs: docs/verify.md#policy-attached</error>
        </testcase>
      </testsuite>
      <testsuite name="service-accounts" tests="1" failures="0" errors="0" skipped="0" time="0.012" timestamp="2026-11-02T12:01:07Z">
        <properties>
          <property name="cluster" value="lab"/>
          <property name="region" value="eu-west-1"/>
          <property name="account" value="111122223333"/>
          <property name="caller" value="arn:aws:sts::111122223333:assumed-role/platform/alice"/>
          <property name="issuer" value="https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"/>
          <property name="endpoint" value="https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"/>
        </properties>
        <testcase classname="flux-irsa.service-accounts" name="annotation-owner/a: annotation-owner/a is as it should be" time="0.012">
          <system-out>warning: the operator takes the annotation back
    fix: flux-irsa install
    docs: docs/verify.md#annotation-owner/a</system-out>
        </testcase>
      </testsuite>
      <testsuite name="proof" tests="1" failures="0" errors="0" skipped="1" time="0.012" timestamp="2026-11-02T12:01:07Z">
        <properties>
          <property name="cluster" value="lab"/>
          <property name="region" value="eu-west-1"/>
          <property name="account" value="111122223333"/>
          <property name="caller" value="arn:aws:sts::111122223333:assumed-role/platform/alice"/>
          <property name="issuer" value="https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"/>
          <property name="endpoint" value="https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"/>
        </properties>
        <testcase classname="flux-irsa.proof" name="proof-assume/b: proof-assume/b is as it should be" time="0.012">
          <skipped message="not looked at: trust/image-reflector-controller must pass first"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `)
})

test('the counts are those of the checks, in all and in each suite', () => {
  const root = parseXml(junitXml(mixedChain))
  expect(root.attributes).toMatchObject({ tests: '10', failures: '1', errors: '1', skipped: '1' })
  for (const suite of all(root, 'testsuite')) {
    expect(suite.attributes).toMatchObject({
      tests: String(all(suite, 'testcase').length),
      failures: String(all(suite, 'failure').length),
      errors: String(all(suite, 'error').length),
      skipped: String(all(suite, 'skipped').length),
    })
  }
  expect(all(root, 'testsuite').map((suite) => suite.attributes['name'])).toEqual([
    ...new Set(mixedChain.checks.map(({ section }) => section)),
  ])
})

test('whatever a cluster says, the document is well-formed and says it', () => {
  const root = parseXml(junitXml(nastyChain))
  expect(all(root, 'testcase')).toHaveLength(nastyChain.checks.length)
  expect(all(root, 'failure')[0]?.text).toContain('</text></svg><script>alert(1)</script>')
  expect(all(root, 'script')).toEqual([])
})

test('a report without checks is a document too', () => {
  expect(parseXml(junitXml(verifyOf([]))).attributes).toMatchObject({ tests: '0' })
})

test('a check without a message is told by its title', () => {
  const [failure] = all(parseXml(junitXml(verifyOf([check({ id: 'a', status: 'fail', title: 'it holds', message: '' })]))), 'failure')
  expect(failure?.attributes['message']).toBe('it holds')
})

test('an error before there is a report is an error, so that a missing report is not taken for green', () => {
  const root = parseXml(
    junitFailure(new Failure({ code: 'cluster-not-found', source: 'user', message: 'there is no <lab>', fix: 'aws eks list-clusters' })),
  )
  expect(root.attributes['errors']).toBe('1')
  expect(all(root, 'error')[0]).toMatchObject({
    attributes: { type: 'cluster-not-found', message: 'there is no <lab>' },
    text: expect.stringContaining('fix: aws'),
  })
})
