import { expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

/** What people say who have no message at hand. */
test.each([
  ['token-file-permission', 'the controller gets permission denied reading its service account token'],
  ['irsa-not-injected', 'our pod uses the node role instead of the IAM role for its service account'],
  ['irsa-not-injected', 'EKS: the SDK is not using the service account IAM role'],
  ['webhook-down', 'injection sometimes fails on pods of a deployment'],
  ['webhook-down', 'tokens and env vars stopped being injected'],
  ['cluster-network', 'kubectl: fully private cluster, context deadline exceeded'],
  ['sts-network', 'cannot access sts from a private cluster'],
  ['uninstall-finalizers', 'we are unable to delete the flux-system namespace'],
  ['git-push-denied', 'image-automation-controller cannot push'],
  ['git-push-denied', 'there is no write access on this SSH key'],
  ['in-cluster-network', 'a network policy blocks source-controller'],
  ['wrong-region-registry', 'images are unavailable in ap-southeast-4'],
  ['no-latest-image', 'the ImagePolicy does not find any tag'],
  ['wrong-provider', "Flux has no permission to access ECR, but the kubelet pulls with the node's role"],
  ['mfa-exec', 'kubectl fails for users who need MFA'],
  ['git-host-key', 'since GitHub rotated its host key nothing is fetched'],
])('%s: %s', async (cause, said) => {
  expect((await causes(said))[0]).toBe(cause)
})

test('words of a person do not stand beside what a program said', async () => {
  const [first, ...rest] = await findings('we cannot push, the key is wrong: knownhosts: key mismatch')
  expect(first).toMatchObject({ cause: 'git-host-key', confidence: 'certain' })
  expect(rest).toEqual([])
})
