import { describeBreaks } from './run.ts'

describeBreaks([
  {
    name: 'the cluster is being created',
    by: (world) => {
      world.cluster.status = 'CREATING'
    },
    troubles: ['fail cluster'],
    fix: /^aws eks wait cluster-active/,
  },
])
