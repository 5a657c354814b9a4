import { INSTALL } from './objects.ts'
import { describeBreaks } from './run.ts'

describeBreaks([
  {
    name: 'the OIDC provider is missing',
    by: (world) => {
      world.provider = undefined
    },
    troubles: ['fail oidc-provider'],
    cause: 'oidc-provider-missing',
    fix: INSTALL,
  },
  {
    name: 'the OIDC provider lacks the client id',
    by: (world) => {
      world.provider!.clientIds = ['other']
    },
    troubles: ['fail oidc-client-id'],
    cause: 'trust-wrong-audience',
    fix: INSTALL,
  },
])
