import { REFLECTOR, INSTALL } from './objects.ts'
import { objectIn } from './world.ts'
import { describeBreaks } from './run.ts'

const ANNOTATION = 'eks.amazonaws.com/role-arn'

describeBreaks([
  {
    name: 'a ServiceAccount has no annotation',
    by: (world) => {
      delete objectIn(world, 'ServiceAccount', REFLECTOR).metadata.annotations
    },
    troubles: [`fail annotation/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    fix: INSTALL,
  },
  {
    name: 'an annotation is no role ARN',
    by: (world) => {
      objectIn(world, 'ServiceAccount', REFLECTOR).metadata.annotations![ANNOTATION] = 'arn:aws:iam::1234:role/x'
    },
    troubles: [`fail annotation/${REFLECTOR}`],
    cause: 'malformed-role-arn',
  },
  {
    name: 'the annotation was made by kubectl annotate',
    by: (world) => {
      objectIn(world, 'ServiceAccount', REFLECTOR).metadata.managedFields![0]!.manager = 'kubectl-annotate'
    },
    troubles: [`warn annotation-owner/${REFLECTOR}`],
    says: 'takes it back',
    fix: INSTALL,
  },
])
