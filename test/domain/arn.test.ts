import { describe, expect, it } from 'vitest'
import { isRoleArn, parseArn, policyArn, policyNameOfArn, roleArn, roleNameOfArn } from '../../src/domain/arn.ts'
import { issuerHostPath, oidcProviderArn } from '../../src/domain/issuer.ts'

describe('ARNs', () => {
  it('are taken apart, with colons kept in the resource', () => {
    expect(parseArn('arn:aws-cn:logs:cn-north-1:123456789012:log-group:/a:*')).toEqual({
      partition: 'aws-cn',
      service: 'logs',
      region: 'cn-north-1',
      account: '123456789012',
      resource: 'log-group:/a:*',
    })
  })

  it.each(['', 'arn:aws:iam', 'role/x', 'arn:aws:iam::1:', ' arn:aws:iam::123456789012:role/x'])(
    'that are none read as none: %j',
    (text) => {
      expect(parseArn(text)).toBeUndefined()
    },
  )

  it('of roles and policies give their name back, whatever the path', () => {
    const place = { partition: 'aws-us-gov', account: '123456789012', path: '/teams/a/', name: 'n' }
    expect(roleArn(place)).toBe('arn:aws-us-gov:iam::123456789012:role/teams/a/n')
    expect(roleNameOfArn(roleArn(place))).toBe('n')
    expect(policyArn({ ...place, path: '/' })).toBe('arn:aws-us-gov:iam::123456789012:policy/n')
    expect(policyNameOfArn(policyArn(place))).toBe('n')
    expect(roleNameOfArn(policyArn(place))).toBeUndefined()
  })

  it('are role ARNs by the rule of the EKS webhook', () => {
    expect(isRoleArn('arn:aws-cn:iam::123456789012:role/p/a.b@c+d=e,f-_')).toBe(true)
    for (const wrong of ['arn:aws:iam::12345:role/x', 'arn:aws:iam::123456789012:user/x', 'role/x', 'arn:aws:iam::123456789012:role/a b']) {
      expect(isRoleArn(wrong)).toBe(false)
    }
  })
})

describe('the OIDC provider of a cluster', () => {
  it('has partition and account of the cluster, and the issuer without scheme', () => {
    expect(oidcProviderArn('arn:aws-cn:eks:cn-north-1:123456789012:cluster/c', 'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/AB')).toBe(
      'arn:aws-cn:iam::123456789012:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/AB',
    )
  })

  it('is right for a dual-stack issuer and for one with a port', () => {
    const cluster = 'arn:aws:eks:eu-west-1:123456789012:cluster/c'
    expect(oidcProviderArn(cluster, 'https://oidc-eks.eu-west-1.api.aws/id/AB')).toMatch(
      /:oidc-provider\/oidc-eks\.eu-west-1\.api\.aws\/id\/AB$/,
    )
    expect(oidcProviderArn(cluster, 'https://issuer.test:8443/id/AB')).toMatch(/:oidc-provider\/issuer\.test\/id\/AB$/)
  })

  it('is named in condition keys by host and path', () => {
    expect(issuerHostPath('https://oidc.eks.eu-west-1.amazonaws.com/id/AB/')).toBe('oidc.eks.eu-west-1.amazonaws.com/id/AB')
  })
})
