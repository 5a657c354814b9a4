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
]
