import * as iam from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { issuer, issuerHost, providerArn, refusal, useSandbox } from './sandbox.ts'

const fixture = useSandbox()
const create = (Url = issuer) =>
  fixture.iam.send(
    new iam.CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'], Tags: [{ Key: 'a', Value: '1' }] }),
  )
const OpenIDConnectProviderArn = providerArn

test('a provider needs no thumbprint and is read back without its scheme', async () => {
  expect((await create()).OpenIDConnectProviderArn).toBe(providerArn)
  const provider = await fixture.iam.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
  expect(provider).toMatchObject({ Url: issuerHost, ClientIDList: ['sts.amazonaws.com'], Tags: [{ Key: 'a', Value: '1' }] })
  const { OpenIDConnectProviderList } = await fixture.iam.send(new iam.ListOpenIDConnectProvidersCommand({}))
  expect(OpenIDConnectProviderList).toEqual([{ Arn: providerArn }])
})

test('the same issuer twice is refused, and so is an address without https', async () => {
  await create()
  expect(await refusal(create())).toMatchObject({ name: 'EntityAlreadyExistsException', status: 409 })
  expect(await refusal(create('http://issuer.example'))).toMatchObject({ name: 'ValidationError', status: 400 })
})

test('client ids and tags are added and removed without touching the rest', async () => {
  await create()
  const client = { OpenIDConnectProviderArn, ClientID: 'other' }
  await fixture.iam.send(new iam.AddClientIDToOpenIDConnectProviderCommand(client))
  await fixture.iam.send(new iam.AddClientIDToOpenIDConnectProviderCommand(client))
  await fixture.iam.send(new iam.TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: [{ Key: 'b', Value: '2' }] }))
  await fixture.iam.send(new iam.UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ['a'] }))
  expect(fixture.aws.snapshot().providers).toEqual({
    [providerArn]: { clients: ['other', 'sts.amazonaws.com'], tags: { b: '2' }, thumbprints: [] },
  })
  await fixture.iam.send(new iam.RemoveClientIDFromOpenIDConnectProviderCommand(client))
  expect(fixture.aws.account.providers.get(providerArn)?.clientIds).toEqual(['sts.amazonaws.com'])
})

test('deleting is no error when there is nothing, reading is', async () => {
  await create()
  await fixture.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
  await fixture.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
  expect(await refusal(fixture.iam.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })))).toEqual({
    name: 'NoSuchEntityException',
    status: 404,
    message: `OpenIDConnect Provider not found for arn ${providerArn}`,
  })
})
