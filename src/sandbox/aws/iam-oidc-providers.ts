import { iamArn, type OidcProvider } from './account.ts'
import { alreadyExists, noSuchEntity, validationError } from './aws-error.ts'
import { checkedTags, isoDate, removeTags, setTags, tagList, type IamActions, type IamCall } from './iam-call.ts'
import { members, required } from './query-protocol.ts'

/** IAM's calls on OpenID Connect providers (IAM API reference). */
export const oidcProviderActions: IamActions = {
  CreateOpenIDConnectProvider: ({ account, params, now }) => {
    const url = required(params, 'Url')
    if (!/^https:\/\/[^/?#]+(\/[^?#]*)?$/.test(url)) throw validationError('Invalid Open ID Connect Provider URL')
    const tags = checkedTags(params)
    const host = url.slice('https://'.length).replace(/\/$/, '')
    const arn = iamArn(account, `oidc-provider/${host}`)
    if (account.providers.has(arn)) throw alreadyExists(`Provider with url ${url} already exists.`)
    const clientIds = members(params, 'ClientIDList')
    account.providers.set(arn, { arn, url: host, clientIds, thumbprints: members(params, 'ThumbprintList'), createdAt: now(), tags })
    return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) }
  },
  GetOpenIDConnectProvider: (call) => {
    const { url, clientIds, thumbprints, createdAt, tags } = providerIn(call)
    return { Url: url, ClientIDList: clientIds, ThumbprintList: thumbprints, CreateDate: isoDate(createdAt), Tags: tagList(tags) }
  },
  ListOpenIDConnectProviders: ({ account }) => ({
    OpenIDConnectProviderList: [...account.providers.keys()].toSorted().map((Arn) => ({ Arn })),
  }),
  DeleteOpenIDConnectProvider: ({ account, params }) => {
    account.providers.delete(required(params, 'OpenIDConnectProviderArn'))
    return undefined
  },
  AddClientIDToOpenIDConnectProvider: (call) => {
    const provider = providerIn(call)
    const id = required(call.params, 'ClientID')
    if (!provider.clientIds.includes(id)) provider.clientIds.push(id)
    return undefined
  },
  RemoveClientIDFromOpenIDConnectProvider: (call) => {
    const provider = providerIn(call)
    provider.clientIds = provider.clientIds.filter((id) => id !== call.params.ClientID)
    return undefined
  },
  TagOpenIDConnectProvider: (call) => setTags(providerIn(call).tags, call),
  UntagOpenIDConnectProvider: (call) => removeTags(providerIn(call).tags, call),
  ListOpenIDConnectProviderTags: (call) => ({ Tags: tagList(providerIn(call).tags), IsTruncated: false }),
}

function providerIn({ account, params }: IamCall): OidcProvider {
  const arn = required(params, 'OpenIDConnectProviderArn')
  const provider = account.providers.get(arn)
  if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
  return provider
}
