import { verify as runVerify } from '../../checks/kernel/verify.ts'
import type { Flags } from '../../config/read-flags.ts'
import { fluxPart } from '../../model/desired.ts'
import type { Planned } from '../../engine/make-plan.ts'
import { makeChanges, type Manner, type Proving } from '../make-changes.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'
import { invocationOf } from '../next-command.ts'
import { confirmInstall } from '../prompt.ts'
import { IDENTITY } from '../identity-scope.ts'
import { FLUX } from '../scopes.ts'
import { permitted, showPlan } from './plan.ts'

/** `flux-irsa install`: observe, plan, show, confirm, apply, verify. */
export function install(flags: Flags, io: Io): Promise<number> {
  return runCommand('install', flags, io, async (running) => {
    const scope = running.run.only === 'irsa' ? IDENTITY : FLUX
    if (running.run.dryRun) return showPlan(running, io, { scope })
    // A plan that was reviewed has been agreed to.
    const yes = running.run.yes || running.reviewed !== undefined
    return makeChanges(running, io, {
      ...INSTALLING,
      scope,
      command: 'install',
      permit: permitted(running),
      confirm: running.confirm ?? (() => confirmInstall(io, { yes })),
      asks: !yes && !running.confirm,
    })
  })
}

/** What install and adopt do alike. */
export const INSTALLING: Pick<Manner, 'schema' | 'scope' | 'prove' | 'next'> = {
  schema: 'flux-irsa/install/v1',
  scope: FLUX,
  prove: proveFlux,
  next: (place) => invocationOf('verify', place),
}

async function proveFlux({ desired }: Planned, { place, checking, follow, noToken }: Proving) {
  const { namespace, roleArns } = fluxPart(desired)
  const [role, ...others] = desired.identities.map((identity) => identity.role)
  const named = role && others.length === 0 ? { roleName: role.name } : {}
  const settings = {
    namespace,
    serviceAccounts: [...roleArns.keys()],
    ...named,
    likelyRoles: desired.identities.map((identity) => identity.role.name),
    noToken,
    install: invocationOf('install', place),
  }
  return { verify: await follow(() => runVerify({ ...checking, settings })) }
}
