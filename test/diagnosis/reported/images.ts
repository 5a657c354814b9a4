import type { Reported } from './reported.ts'

export const IMAGES: Reported[] = [
  ['tag-missing', 'https://github.com/fluxcd/flux2/issues/1813', 'no chart name found'],
  [
    'no-latest-image',
    'https://github.com/fluxcd/image-reflector-controller/issues/294',
    '  Warning  error   18m (x9 over 18m)      image-reflector-controller  Cannot determine latest tag for policy: version list argument cannot be empty',
  ],
  [
    'no-latest-image',
    'https://github.com/fluxcd/image-reflector-controller/issues/849',
    '  - lastTransitionTime: "2025-11-03T16:28:07Z"\n    message: no tags in database\n    observedGeneration: 1\n    reason: DependencyNotReady\n    status: "False"\n    type: Ready',
  ],
  [
    'tag-missing',
    'https://github.com/fluxcd/flux2/issues/3766',
    'chart pull error: failed to get chart version for remote reference: could not get tags for "charts": unable to locate any tags in provided repository: oci://111122223333.dkr.ecr.us-east-1.amazonaws.com/charts',
  ],
  [
    'tag-missing',
    'https://github.com/fluxcd/flux2/issues/4814',
    'chart pull error: failed to get chart version for remote reference: could not get tags for "web/web-new": unable to locate any tags in provided repository: oci://harbor.example.com/devops/web/web-new',
  ],
]
