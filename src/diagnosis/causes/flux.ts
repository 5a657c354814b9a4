import { raw, shell } from '../../domain/shell.ts'
import { certain, likely, type Cause } from '../cause.ts'
import { fluxAsked, fluxMending } from '../../domain/flux-features.ts'
import { newerRegistry, newerRole, REFUSED_REGISTRY, REFUSED_ROLE } from '../quoted.ts'

const ASKED = /Flux version|Flux >=|nsupported value|unknown field|spec\.chart: Required|githubAppInstallationOwner/i
const MENDED = /context canceled|failed with status: 400|sts\.arn\.|variable not set/i

const newer = ({ cluster, needed }: { cluster: string; needed: string }) => {
  const install = raw(shell`flux-irsa install --cluster ${cluster} --flux-version`)
  if (needed === '') return shell`${install} 2.x # the newest Flux`
  return shell`${install} ${needed.replace(/\.\d+$/, '.x')} # Flux ${needed} or newer`
}

/** What the Flux that runs cannot do: it is too old, has a fault of its own, or has what is asked for switched off. */
export const FLUX: Cause[] = [
  {
    id: 'flux-version-too-old',
    title: 'this Flux is too old for what is asked of it',
    signs: [
      certain((text) => (newerRegistry(text)?.isProven ? newerRegistry(text)?.words : undefined), { hint: REFUSED_REGISTRY }),
      likely((text) => newerRegistry(text)?.words, { rank: 10, hint: REFUSED_REGISTRY }),
      certain((text) => newerRole(text)?.words, { hint: REFUSED_ROLE }),
      certain(/requires Flux (?:version )?>=? ?v?\d+\.\d+/i),
      likely((text) => fluxAsked(text)?.words, { rank: 10, hint: ASKED }),
    ],
    differs: 'flux version: the controllers that run, against the release named in the fix',
    fix: newer,
    example:
      "failed to configure authentication options: invalid AWS registry: '111122223333.dkr-ecr.eu-west-1.on.aws'. must match ([0-9+]*).dkr.ecr(?:-fips)?\\.([^/.]*)\\.(amazonaws\\.com[.cn]*)",
  },
  {
    id: 'controller-bug',
    title: 'a known fault of this release of a controller, which a later one is without',
    signs: [certain(/https:\/\/sts\.arn\.amazonaws\.com/i), likely((text) => fluxMending(text)?.words, { rank: 10, hint: MENDED })],
    differs:
      'the image of the controller: image-reflector-controller 1.2.0, kustomize-controller 1.6.0 and Flux 2.9.0 have faults that others have not',
    fix: newer,
    example:
      'scan failed: Get "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/": failed to get access token for artifact registry: failed to create provider access token for the controller: operation error ECR: GetAuthorizationToken, request canceled, context canceled',
  },
  {
    id: 'workload-identity-gate',
    title: 'the object names a ServiceAccount, and the feature gate that lets objects have one is off',
    signs: [
      certain(/please enable the ObjectLevelWorkloadIdentity feature gate/i),
      likely(/ObjectLevelWorkloadIdentity[^]{0,80}(?:disabled|not enabled|off\b|false)|\bFeatureGateDisabled\b/i, { rank: 10 }),
      likely(/cannot create resource "serviceaccounts\/token"/i, { rank: 5 }),
    ],
    fix: () =>
      `kubectl --namespace flux-system patch fluxinstance flux --type merge --patch '{"spec":{"cluster":{"objectLevelWorkloadIdentity":true}}}' # without flux-operator: --feature-gates=ObjectLevelWorkloadIdentity=true for the controller`,
    example:
      'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
  },
]
