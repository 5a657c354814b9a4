import { INSTALL, readyCondition } from './objects.ts'
import { objectIn, remove } from './world.ts'
import { describeBreaks } from './run.ts'

describeBreaks([
  {
    name: 'the Git Secret is missing, and with it source and instance are not Ready',
    by: (world) => {
      remove(world, 'Secret')
      objectIn(world, 'GitRepository', 'flux-system').status = readyCondition(
        'False',
        'AuthenticationFailed',
        'failed to get secret: secrets "git" not found',
      )
      objectIn(world, 'FluxInstance', 'flux').status = readyCondition(
        'False',
        'ReconciliationFailed',
        'timeout waiting for: [Kustomization/flux-system/flux-system]',
      )
    },
    troubles: ['fail git-secret'],
    cause: 'git-secret-invalid',
    fix: `${INSTALL} --git-password-stdin --yes`,
  },
  {
    name: 'the Git Secret has the keys of SSH for an https URL',
    by: (world) => {
      objectIn(world, 'Secret', 'git').data = { identity: 'eA==', known_hosts: 'eA==' }
    },
    troubles: ['fail git-secret'],
    cause: 'git-secret-invalid',
  },
  {
    name: 'Bitbucket refuses the login',
    by: (world) => {
      objectIn(world, 'GitRepository', 'flux-system').status = readyCondition(
        'False',
        'GitOperationFailed',
        "unable to clone 'https://bitbucket.org/acme/fleet.git': authentication required",
      )
    },
    troubles: ['fail git-repository'],
    cause: 'git-auth-bitbucket',
    fix: `${INSTALL} --git-password-stdin --yes`,
  },
  {
    name: 'the branch does not exist',
    by: (world) => {
      objectIn(world, 'GitRepository', 'flux-system').status = readyCondition(
        'False',
        'GitOperationFailed',
        'couldn\'t find remote ref "refs/heads/main"',
      )
    },
    troubles: ['fail git-repository'],
    cause: 'git-ref-missing',
  },
])
