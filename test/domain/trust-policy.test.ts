import { describe, expect, it } from 'vitest'
import { policySize } from '../../src/domain/canonical.ts'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import {
  ourStatement,
  subjectsOf,
  trustsProvider,
  trustStatement,
  withOurStatement,
  withoutOurStatement,
} from '../../src/domain/trust-policy.ts'

const host = 'oidc.eks.eu-west-1.amazonaws.com/id/AAAA'
const providerArn = `arn:aws:iam::123456789012:oidc-provider/${host}`
const trustOf = (...names: string[]): Statement =>
  trustStatement({ providerArn, issuer: `https://${host}`, serviceAccounts: names.map((name) => ({ namespace: 'flux-system', name })) })
const foreign: Statement = {
  Sid: 'PodIdentity',
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
}

describe('our trust statement', () => {
  it('pins audience and subject by StringEquals', () => {
    expect(trustOf('image-reflector-controller')).toEqual({
      Sid: 'FluxIrsa',
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${host}:aud`]: 'sts.amazonaws.com',
          [`${host}:sub`]: 'system:serviceaccount:flux-system:image-reflector-controller',
        },
      },
    })
  })

  it('lists several ServiceAccounts in order, each once', () => {
    expect(subjectsOf(trustOf('b', 'a', 'b'))).toEqual(['system:serviceaccount:flux-system:a', 'system:serviceaccount:flux-system:b'])
  })

  it('leaves room in the quota of 2,048 characters for the trust of others', () => {
    const ours = trustOf('image-reflector-controller', 'image-automation-controller', 'source-controller')
    expect(policySize(withOurStatement(undefined, ours))).toBeLessThan(700)
  })

  it('goes into an existing document without touching the other statements', () => {
    const existing: PolicyDocument = { Version: '2012-10-17', Id: 'kept', Statement: [trustOf('old'), foreign] }
    expect(withOurStatement(existing, trustOf('new'))).toEqual({ Version: '2012-10-17', Id: 'kept', Statement: [trustOf('new'), foreign] })
    expect(withOurStatement({ Version: '2012-10-17', Statement: foreign }, trustOf('new')).Statement).toEqual([foreign, trustOf('new')])
  })

  it('is put in once where it was there twice', () => {
    expect(withOurStatement({ Statement: [trustOf('a'), foreign, trustOf('b')] }, trustOf('c')).Statement).toEqual([trustOf('c'), foreign])
  })

  it('can be taken out again, and nothing is left when it was the only one', () => {
    expect(withoutOurStatement(withOurStatement({ Statement: [foreign] }, trustOf('a')))).toEqual({ Statement: [foreign] })
    expect(withoutOurStatement(withOurStatement(undefined, trustOf('a')))).toBeUndefined()
    expect(withoutOurStatement(undefined)).toBeUndefined()
  })

  it('is found by its Sid', () => {
    expect(ourStatement({ Statement: [foreign, trustOf('a')] })).toEqual(trustOf('a'))
    expect(ourStatement({ Statement: foreign })).toBeUndefined()
  })
})

it('a provider is in use while an Allow statement names it, in a list too', () => {
  expect(trustsProvider({ Statement: [foreign, { ...trustOf('a'), Principal: { Federated: ['x', providerArn] } }] }, providerArn)).toBe(
    true,
  )
  expect(trustsProvider({ Statement: [{ ...trustOf('a'), Effect: 'Deny' }] }, providerArn)).toBe(false)
  expect(trustsProvider({ Statement: [trustOf('a')] }, `${providerArn}B`)).toBe(false)
})
