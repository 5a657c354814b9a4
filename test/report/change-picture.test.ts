import { expect, test } from 'vitest'
import { changePicture } from '../../src/report/page/change-picture.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import * as sample from './sample-reports.ts'

test('every station says what happens to it, and nothing is said of what is not ours', () => {
  const attachment = sample.action({ resource: 'policy-attachment', name: 'a' })
  const old = sample.action({ resource: 'iam-role', name: 'old', kind: 'remove' })
  const policy = sample.action({ resource: 'iam-policy', name: 'p', kind: 'keep' })
  const lines =
    changePicture(sample.planOf([sample.provider, sample.role, old, policy, attachment, sample.serviceAccount]))?.split('\n') ?? []
  expect(lines.filter((line) => line.includes('<br/>'))).toEqual([
    '  provider["OIDC provider<br/>#61; keep"]',
    '  account["ServiceAccount<br/>#126; update"]',
    '  role["IAM role<br/>#45; remove<br/>#43; create"]',
    '  policy["IAM policy<br/>#43; create"]',
  ])
  expect(lines).toContain('  style role stroke:#e5534b,stroke-width:3px')
  expect(lines).toContain('  sts["STS"]')
})

test('there is none where nothing changes', () => {
  expect(changePicture(sample.planOf([sample.provider]))).toBeUndefined()
})

test('whatever is made has its place in the picture, the namespace around it aside', () => {
  const without = RESOURCES.map(({ name }) => name).filter(
    (resource) => !changePicture(sample.planOf([sample.action({ resource, name: 'x' })])),
  )
  expect(without).toEqual(['namespace'])
})
