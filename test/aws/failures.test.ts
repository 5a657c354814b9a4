import { expect, test } from 'vitest'
import { awsFailure } from '../../src/aws/failures.ts'

function met(name: string, message: string, operation: string): unknown {
  return awsFailure(Object.assign(new Error(message), { name }), operation)
}

test('a role that is not given to the caller is a matter of credentials, whatever was asked first', () => {
  const webIdentity = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
  const assumed = 'User: arn:aws:iam::1:user/ci is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x'
  for (const message of [webIdentity, assumed]) {
    expect(met('AccessDenied', message, 'sts:GetCallerIdentity')).toMatchObject({
      code: 'aws-credentials',
      exitCode: 4,
      message: `AWS does not give the role for which it was asked: ${message}`,
      fix: expect.stringContaining('trust policy'),
    })
  }
})

test('so is a token of a CI service that STS does not take', () => {
  expect(met('InvalidIdentityToken', 'Incorrect token audience', 'eks:DescribeCluster')).toMatchObject({
    code: 'aws-credentials',
    exitCode: 4,
  })
})

test('where assuming the role is what was tried, a denial is a finding, and any other denial names the right that is missing', () => {
  const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
  expect(met('AccessDenied', message, 'sts:AssumeRoleWithWebIdentity')).toMatchObject({ code: 'aws-access-denied' })
  expect(met('InvalidIdentityToken', 'x', 'sts:AssumeRoleWithWebIdentity')).toMatchObject({ code: 'aws-invalid-identity-token' })
  expect(met('AccessDenied', 'not authorized to perform: iam:GetRole', 'iam:GetRole')).toMatchObject({
    code: 'aws-access-denied',
    fix: expect.stringContaining('iam:GetRole'),
  })
})
