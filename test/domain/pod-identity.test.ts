import { describe, expect, it } from 'vitest'
import { podIdentity } from '../../src/domain/pod-identity.ts'

const roleArn = 'arn:aws:iam::123456789012:role/flux'
const role = { name: 'AWS_ROLE_ARN', value: roleArn }
const tokenFile = { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token' }
const mount = { name: 'aws-iam-token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount' }
const volumeFor = (audience: string) => ({
  name: 'aws-iam-token',
  projected: { sources: [{ serviceAccountToken: { audience, path: 'token' } }] },
})
const container = (name: string, env: object[] = [role, tokenFile], volumeMounts: object[] = [mount]) => ({ name, env, volumeMounts })
const pod = (containers: object[], rest: object = {}) => ({
  metadata: { name: 'p' },
  spec: { containers, volumes: [volumeFor('sts.amazonaws.com')], ...rest },
})
const stateOf = (subject: Parameters<typeof podIdentity>[0]) => podIdentity(subject, { roleArn }).state

describe('a pod', () => {
  it('is injected when every container, init containers too, has variables and token', () => {
    expect(stateOf(pod([container('a'), container('b')], { initContainers: [container('i')] }))).toBe('injected')
  })

  it('is not injected when none has', () => {
    expect(stateOf(pod([container('a', [], [])]))).toBe('not-injected')
    expect(stateOf(pod([{ name: 'a' }]))).toBe('not-injected')
    expect(stateOf({ metadata: {} })).toBe('not-injected')
    expect(stateOf({ metadata: {}, spec: {} })).toBe('not-injected')
  })

  it('has another role, and both are named', () => {
    const identity = podIdentity(pod([container('a', [{ ...role, value: `${roleArn}-old` }, tokenFile])]), { roleArn })
    expect(identity).toEqual({ state: 'other-role', detail: `container a: AWS_ROLE_ARN is ${roleArn}-old, not ${roleArn}` })
  })

  it('is under EKS Pod Identity instead', () => {
    expect(
      stateOf(pod([container('a', [{ name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://169.254.170.23/v1/credentials' }])])),
    ).toBe('pod-identity')
  })

  it('has keys that come first, and they are not repeated', () => {
    const identity = podIdentity(pod([container('a', [role, tokenFile, { name: 'AWS_ACCESS_KEY_ID', value: 'AKIAEXAMPLE' }])]), { roleArn })
    expect(identity.state).toBe('static-keys')
    expect(identity.detail).not.toContain('AKIAEXAMPLE')
  })

  it.each([
    ['a variable is missing', pod([container('a', [role])])],
    ['the role is missing', pod([container('a', [tokenFile])])],
    ['the role is a reference', pod([container('a', [{ name: 'AWS_ROLE_ARN', valueFrom: {} }, tokenFile])])],
    ['the token is not mounted', pod([container('a', [role, tokenFile], [])])],
    ['the token is for another audience', pod([container('a')], { volumes: [volumeFor('vault')] })],
    ['one of two containers was left out', pod([container('a'), container('b', [], [])])],
  ])('is half set when %s', (_why, subject) => expect(stateOf(subject)).toBe('half-set'))

  it('may leave containers out on purpose', () => {
    const skipping = {
      ...pod([container('a'), container('b', [], [])]),
      metadata: { annotations: { 'eks.amazonaws.com/skip-containers': 'x, b' } },
    }
    expect(stateOf(skipping)).toBe('injected')
  })
})
