import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { TargetSettings } from '../model/settings.ts'
import type { CallContext } from '../net/call-context.ts'
import type { Io } from './io.ts'
import { ask, canAsk } from './prompt.ts'

const known = new WeakMap<Io, Map<string, AwsCredentialIdentityProvider>>()
const asking = new WeakMap<Io, Promise<unknown>>()

/**
 * The credentials of a profile and a role, the same for every cluster of a run: a code of MFA holds once, so it must be asked for once.
 */
export function sharedCredentials(
  io: Io,
  { profile, assumeRoleArn }: Pick<TargetSettings, 'profile' | 'assumeRoleArn'>,
  own: AwsCredentialIdentityProvider,
): AwsCredentialIdentityProvider {
  const all = known.get(io) ?? new Map<string, AwsCredentialIdentityProvider>()
  known.set(io, all)
  const key = JSON.stringify([profile, assumeRoleArn])
  const shared = all.get(key) ?? own
  all.set(key, shared)
  return shared
}

/** Asks for codes of MFA, one question at a time, while the progress rests; `undefined` where nobody can be asked. */
export function mfaQuestion(io: Io, { emit }: CallContext): ((serial: string) => Promise<string>) | undefined {
  if (!canAsk(io)) return undefined
  return (serial) => {
    const before = asking.get(io) ?? Promise.resolve()
    const answer = before.then(
      () => put(serial),
      () => put(serial),
    )
    asking.set(io, answer)
    return answer
  }

  async function put(serial: string): Promise<string> {
    emit({ type: 'question', isOpen: true })
    try {
      return await ask(io, `MFA code for ${serial}: `)
    } finally {
      emit({ type: 'question', isOpen: false })
    }
  }
}
