import { describe, expect, it } from 'vitest'
import { CONTROLLERS, DEFAULT_COMPONENTS, DEFAULT_SERVICE_ACCOUNTS } from '../../src/domain/controllers.ts'
import { annotationOwners, isTakenBack, managedBy } from '../../src/domain/managed-fields.ts'
import { FIELD_MANAGER, ROLE_ARN_ANNOTATION, TAG_CLUSTER, tagOwner } from '../../src/domain/ownership.ts'

const arn = 'arn:aws:eks:eu-west-1:123456789012:cluster/prod'

it('an IAM object is ours by the cluster’s ARN, so that clusters of one name in two regions stay apart', () => {
  expect(tagOwner({ [TAG_CLUSTER]: arn }, arn)).toBe('ours')
  expect(tagOwner({ [TAG_CLUSTER]: arn.replace('eu-west-1', 'us-east-1') }, arn)).toBe('other-cluster')
  expect(tagOwner({ Name: 'prod' }, arn)).toBe('foreign')
})

describe('managed fields', () => {
  const fieldsV1 = { 'f:metadata': { 'f:annotations': { [`f:${ROLE_ARN_ANNOTATION}`]: {} } } }
  const object = {
    metadata: {
      managedFields: [
        { manager: FIELD_MANAGER, operation: 'Apply', fieldsV1 },
        { manager: 'kubectl-annotate', operation: 'Update', fieldsV1 },
        { manager: 'flux-operator', operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:labels': {} } } },
        { manager: 'odd', operation: 'Update' },
      ],
    },
  }

  it('tell every owner of an annotation', () => {
    expect(annotationOwners(object, ROLE_ARN_ANNOTATION)).toEqual([
      { manager: 'flux-irsa', operation: 'Apply' },
      { manager: 'kubectl-annotate', operation: 'Update' },
    ])
    expect(annotationOwners(object, 'other')).toEqual([])
    expect(annotationOwners({ metadata: {} }, ROLE_ARN_ANNOTATION)).toEqual([])
  })

  it('tell whether a manager holds anything', () => {
    expect(managedBy(object, 'flux-operator')).toBe(true)
    expect(managedBy(object, 'helm')).toBe(false)
    expect(managedBy({ metadata: {} }, 'helm')).toBe(false)
  })

  it.each([
    ['kubectl-annotate', 'Update', true],
    ['kubectl-rollout', 'Update', true],
    ['kubectl', 'Apply', true],
    ['flux', 'Apply', true],
    ['flux', 'Update', true],
    ['kustomize-controller', 'Apply', true],
    ['helm', 'Update', true],
    ['before-first-apply', 'Update', true],
    ['flux-irsa', 'Apply', false],
    ['flux-operator', 'Apply', false],
    ['helm', 'Apply', false],
    ['kustomize-controller', 'Update', false],
    ['before-first-apply', 'Apply', false],
    ['node-fetch', 'Update', false],
    ['flux-client-side-apply', 'Apply', false],
  ])('of %s by %s are taken back by flux-operator: %s', (manager, operation, expected) =>
    expect(isTakenBack({ manager, operation })).toBe(expected),
  )
})

it('the image controllers are installed by default and are those that carry the role', () => {
  expect(DEFAULT_COMPONENTS).toHaveLength(6)
  for (const account of DEFAULT_SERVICE_ACCOUNTS) expect(DEFAULT_COMPONENTS).toContain(account)
  for (const component of DEFAULT_COMPONENTS) expect(CONTROLLERS).toContain(component)
})
