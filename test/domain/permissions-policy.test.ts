import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equivalent, policySize } from '../../src/domain/canonical.ts'
import { ecrPolicy, repositoriesOf, repositoryArns, repositoryInputProblem } from '../../src/domain/permissions-policy.ts'
import { evaluate } from '../../src/domain/policy-evaluation.ts'

const where = { partition: 'aws', region: 'eu-west-1', account: '123456789012' }
const home = 'arn:aws:ecr:eu-west-1:123456789012:repository/'
const policyFor = (repositories: string[] | undefined, access: 'minimal' | 'read' = 'minimal', pullsLayers = false) =>
  ecrPolicy({ access, pullsLayers, repositoryArns: repositoryArns(repositories, where) })
const may = (document: ReturnType<typeof policyFor>, action: string, resource: string) =>
  evaluate([document], { action, resource }) === 'allow'

describe('the ECR policy', () => {
  it('lets log in and list the chosen repositories, and nothing else', () => {
    const document = policyFor(['apps/main'])
    expect(may(document, 'ecr:GetAuthorizationToken', '*')).toBe(true)
    expect(may(document, 'ecr:ListImages', `${home}apps/main`)).toBe(true)
    expect(may(document, 'ecr:BatchGetImage', `${home}apps/main`)).toBe(true)
    expect(may(document, 'ecr:GetDownloadUrlForLayer', `${home}apps/main`)).toBe(false)
    expect(may(document, 'ecr:ListImages', `${home}apps/other`)).toBe(false)
    expect(may(document, 'ecr:PutImage', `${home}apps/main`)).toBe(false)
  })

  it('lets source-controller pull layers when asked to', () => {
    const document = policyFor(['apps/main'], 'minimal', true)
    expect(may(document, 'ecr:GetDownloadUrlForLayer', `${home}apps/main`)).toBe(true)
    expect(may(document, 'ecr:BatchCheckLayerAvailability', `${home}apps/main`)).toBe(true)
  })

  it('with access read, grants DescribeRegistry where IAM looks for it: on *', () => {
    const document = policyFor(['apps/main'], 'read')
    expect(may(document, 'ecr:DescribeRegistry', '*')).toBe(true)
    for (const action of ['DescribeImages', 'DescribeRepositories', 'ListImages', 'GetDownloadUrlForLayer']) {
      expect(may(document, `ecr:${action}`, `${home}apps/main`)).toBe(true)
    }
    expect(may(policyFor(['apps/main']), 'ecr:DescribeRegistry', '*')).toBe(false)
  })

  it('covers every depth below apps/*, and not a repository named apps', () => {
    const document = policyFor(['apps/*'])
    expect(may(document, 'ecr:ListImages', `${home}apps/main`)).toBe(true)
    expect(may(document, 'ecr:ListImages', `${home}apps/team/main`)).toBe(true)
    expect(may(document, 'ecr:ListImages', `${home}apps`)).toBe(false)
  })

  it('fits the quota of 6,144 characters with fifty repositories', () => {
    expect(policySize(policyFor(Array.from({ length: 50 }, (_, index) => `teams/platform/service-${index}`)))).toBeLessThan(6144)
  })
})

describe('the repositories that the user names', () => {
  it('are of the cluster’s account and region unless they are ARNs; sorted, each once', () => {
    const other = 'arn:aws:ecr:us-east-1:210987654321:repository/shared'
    expect(repositoryArns(['web', other, 'apps/*', 'web'], where)).toEqual([`${home}apps/*`, `${home}web`, other])
  })

  it('are all of them when none is named', () => {
    expect(repositoryArns(undefined, where)).toEqual([`${home}*`])
    expect(repositoryArns([], where)).toEqual([`${home}*`])
  })

  it('are read back from the policy, so that a second run keeps what the first was told', () => {
    const input = fc.constantFrom('*', 'web', 'apps/*', 'a/b-c', 'arn:aws:ecr:us-east-1:210987654321:repository/shared')
    fc.assert(
      fc.property(fc.array(input), fc.constantFrom('minimal' as const, 'read' as const), fc.boolean(), (inputs, access, pullsLayers) => {
        const document = policyFor(inputs, access, pullsLayers)
        const back = repositoriesOf(document, where)
        expect(back?.access).toBe(access)
        expect(equivalent(policyFor(back?.repositories, back?.access, back?.pullsLayers), document)).toBe(true)
      }),
    )
    expect(repositoriesOf(policyFor(['web', 'apps/*'], 'minimal', true), where)).toEqual({
      repositories: ['apps/*', 'web'],
      access: 'minimal',
      pullsLayers: true,
    })
  })

  it('are not read from a policy that is not ours', () => {
    expect(repositoriesOf({ Statement: { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } }, where)).toBeUndefined()
  })

  it.each([
    'apps',
    'apps/main',
    'apps/*',
    '*',
    'a?c',
    'team-a/my_app.v2',
    '*-prod',
    'arn:aws:ecr:*:123456789012:repository/*',
    `${home}apps/main`,
  ])('may be %s', (input) => expect(repositoryInputProblem(input)).toBeUndefined())

  it.each([
    ['', 'empty'],
    ['a', 'shorter'],
    ['Apps', 'capital'],
    ['apps/', 'not an ECR'],
    ['/apps', 'not an ECR'],
    ['apps main', 'not an ECR'],
    ['-apps', 'not an ECR'],
    ['x'.repeat(257), 'longer'],
    ['apps/main:latest', 'tag'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/apps', 'image'],
    ['arn:aws:ecr:eu-west-1:123456789012:apps', 'not the ARN'],
    ['arn:aws:s3:::bucket', 'not the ARN'],
    ['arn:aws:ecr:eu-west-1:1234:repository/apps', '12-digit'],
    ['arn:aws:ecr:ireland:123456789012:repository/apps', 'region'],
    ['arn:aws:ecr:eu-west-1:123456789012:repository/Apps', 'capital'],
  ])('may not be %j', (input, why) => expect(repositoryInputProblem(input)).toContain(why))
})
