import { expect, test } from 'vitest'
import { isMasked, isPlaceholder } from '../../src/domain/placeholder.ts'

test.each([
  '${var}',
  '${ module.x.arn }',
  '{{ .Values.arn }}',
  'arn:aws:iam::<account-id>:role/x',
  '$ROLE_ARN',
  '$(terraform output -raw arn)',
])('yet to be filled in: %s', (value) => {
  expect([isPlaceholder(value), isMasked(value)]).toEqual([true, true])
})

test.each([
  'arn:aws:iam::XXXXXXXXXXXX:role/x',
  'arn:aws:iam::************:role/x',
  'redactedaccountid.dkr.ecr.eu-west-1.amazonaws.com',
  'ACCOUNT_ID',
  'arn:aws:iam::ACCOUNT:role/x',
])('a part was taken out: %s', (value) => {
  expect([isPlaceholder(value), isMasked(value)]).toEqual([false, true])
})

test.each([
  'arn:aws:iam::111122223333:role/account-service',
  '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web',
  'arn:aws:iam::111122223333:policy/x',
  '',
])('a value as it is: %s', (value) => {
  expect([isPlaceholder(value), isMasked(value)]).toEqual([false, false])
})
