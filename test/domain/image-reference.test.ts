import { describe, expect, it } from 'vitest'
import { imageParts, isPublicEcr, parseEcrImage, partitionOfRegion, repositoryArnOfImage } from '../../src/domain/image-reference.ts'

describe('an image in ECR', () => {
  it('is taken apart, without tag, digest and oci://', () => {
    const expected = {
      host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      account: '123456789012',
      region: 'eu-west-1',
      repository: 'apps/main',
      partitionSuffix: 'amazonaws.com',
      fips: false,
      dualStack: false,
    }
    for (const ending of ['', ':1.2.3', `@sha256:${'a'.repeat(64)}`, `:1@sha256:${'a'.repeat(64)}`]) {
      expect(parseEcrImage(`${expected.host}/apps/main${ending}`)).toEqual(expected)
    }
    expect(parseEcrImage(`oci://${expected.host}/apps/main`)).toEqual(expected)
  })

  it.each([
    ['dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', false, false],
    ['dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1', true, false],
    ['dkr-ecr.eu-west-1.on.aws', 'eu-west-1', false, true],
    ['dkr-ecr-fips.us-east-1.on.aws', 'us-east-1', true, true],
    ['dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1', false, true],
    ['dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1', false, false],
    ['dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1', false, false],
    ['dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1', false, false],
  ])('is known by its host in every partition: %s', (host, region, fips, dualStack) => {
    expect(parseEcrImage(`123456789012.${host}/a/b:v1`)).toMatchObject({ region, fips, dualStack, repository: 'a/b' })
  })

  it.each([
    'ghcr.io/a/b',
    'nginx',
    'public.ecr.aws/a/b',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    '12.dkr.ecr.eu-west-1.amazonaws.com/a',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.test/a',
    '123456789012.dkr.ecr.eu-west-1.amazonawsXcom/a',
    '',
  ])('is not %j', (image) => expect(parseEcrImage(image)).toBeUndefined())

  it('has a repository with an ARN of its own account and region', () => {
    expect(repositoryArnOfImage('210987654321.dkr.ecr.us-east-1.amazonaws.com/apps/main:1')).toBe(
      'arn:aws:ecr:us-east-1:210987654321:repository/apps/main',
    )
    expect(repositoryArnOfImage('nginx')).toBeUndefined()
  })

  it.each([
    ['dkr.ecr.eu-west-1.amazonaws.com', 'aws:ecr:eu-west-1'],
    ['dkr-ecr.eu-west-1.on.aws', 'aws:ecr:eu-west-1'],
    ['dkr.ecr.cn-north-1.amazonaws.com.cn', 'aws-cn:ecr:cn-north-1'],
    ['dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn', 'aws-cn:ecr:cn-northwest-1'],
    ['dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'aws-us-gov:ecr:us-gov-west-1'],
    ['dkr-ecr.us-gov-east-1.on.aws', 'aws-us-gov:ecr:us-gov-east-1'],
    ['dkr.ecr.eusc-de-east-1.amazonaws.eu', 'aws-eusc:ecr:eusc-de-east-1'],
    ['dkr.ecr.us-iso-east-1.c2s.ic.gov', 'aws-iso:ecr:us-iso-east-1'],
    ['dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'aws-iso-b:ecr:us-isob-east-1'],
    ['dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'aws-iso-e:ecr:eu-isoe-west-1'],
    ['dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'aws-iso-f:ecr:us-isof-south-1'],
  ])('has the partition of its host in the ARN: %s', (host, place) => {
    expect(repositoryArnOfImage(`123456789012.${host}/a/b:v1`)).toBe(`arn:${place}:123456789012:repository/a/b`)
  })

  it('may be public', () => {
    expect(isPublicEcr('public.ecr.aws/x/y:1')).toBe(true)
    expect(isPublicEcr('ecr-public.aws.com/x/y')).toBe(true)
    expect(isPublicEcr('ghcr.io/public.ecr.aws/y')).toBe(false)
  })
})

it.each([
  ['nginx', 'docker.io', 'library/nginx'],
  ['me/app:1', 'docker.io', 'me/app'],
  ['localhost:5000/app:1', 'localhost:5000', 'app'],
  ['localhost/app', 'localhost', 'app'],
  ['GHCR.io/a/b@sha256:00', 'ghcr.io', 'a/b'],
])('%s is read as container tools read it', (image, host, repository) => expect(imageParts(image)).toEqual({ host, repository }))

it.each([
  ['eu-west-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
])('the region %s is in the partition %s', (region, partition) => expect(partitionOfRegion(region)).toBe(partition))
