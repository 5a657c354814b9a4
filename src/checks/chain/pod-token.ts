import { decodeJwt, errors } from 'jose'
import { subjectOf, AUDIENCE } from '../../domain/web-identity.ts'
import { fail, notApplicable, pass, type Check, type Finding } from '../kernel/check.ts'
import { environmentOf, podsUnder } from './controller-pods.ts'
import type { Facts } from '../kernel/facts.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { shell } from '../../domain/shell.ts'

export const POD_TOKEN: Check[] = [
  {
    id: 'pod-token',
    section: 'pods',
    severity: 'fail',
    title: 'the token file is in the running pod',
    needs: ['pod/@'],
    each: async (facts) => (facts.readInPod ? serviceAccountNames(facts).map((name) => ({ name })) : []),
    run: token,
  },
]

/** Of the token only its claims are told; the token itself goes nowhere. */
async function token(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { namespace } = facts.settings
  const [pod] = await podsUnder(facts, serviceAccount)
  const path = pod && environmentOf(pod)['AWS_WEB_IDENTITY_TOKEN_FILE']
  if (!pod || !path || !facts.readInPod) return notApplicable('no pod with a token file')
  const { name } = pod.metadata
  const { containers = [] } = pod['spec'] as { containers?: { name: string }[] }
  const text = await facts.readInPod({ namespace, pod: name, container: containers[0]?.name ?? '' }, path)
  const restart = shell`kubectl --namespace ${namespace} delete pod ${name}`
  if (text.trim() === '') return fail(`${path} in ${name} is empty`, { cause: 'token-file-permission', fix: restart })

  const claims = claimsOf(text)
  if (!claims) return fail(`${path} in ${name} holds no token`, { cause: 'token-file-permission', fix: restart })
  const { aud = [], sub = '', exp = 0 } = claims
  const audiences = [aud].flat()
  const evidence = [`file: ${path}`, `aud: ${audiences.join(', ')}`, `sub: ${sub}`, `exp: ${new Date(exp * 1000).toISOString()}`]
  const expected = subjectOf({ namespace, name: serviceAccount })
  if (!audiences.includes(AUDIENCE)) {
    return fail(`the token in ${name} is for ${audiences.join(', ')}, not for ${AUDIENCE}`, {
      evidence,
      cause: 'trust-wrong-audience',
      fix: restart,
    })
  }
  if (sub !== expected) return fail(`the token in ${name} is that of ${sub}`, { evidence, cause: 'wrong-service-account', fix: restart })
  if (exp * 1000 <= facts.now())
    return fail(`the token in ${name} has expired: the kubelet does not renew it`, { evidence, cause: 'expired-token', fix: restart })
  return pass(`${sub}, valid until ${new Date(exp * 1000).toISOString()}`, evidence)
}

function claimsOf(text: string): ReturnType<typeof decodeJwt> | undefined {
  try {
    return decodeJwt(text.trim())
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
