import { verify as runVerify } from '../../checks/kernel/verify.ts'
import type { Flags } from '../../config/read-flags.ts'
import { fluxPart } from '../../model/desired.ts'
import type { Planned } from '../../engine/make-plan.ts'
import { makeChanges, type Manner, type Proving } from '../make-changes.ts'
import type { Running } from '../running.ts'
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
    // What is wrong with the working copy is refused before anything is written.
    if (running.run.gitCheckout) await (await import('../git-checkout.ts')).kustomizationIn(running.run.gitCheckout)
    // A plan that was reviewed has been agreed to.
    const yes = running.run.yes || running.reviewed !== undefined
    return makeChanges(running, io, {
      ...INSTALLING,
      scope,
      prove: async (planned, proving) => {
        await setInCheckout(running, planned)
        return proveFlux(planned, proving)
      },
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

/** What makes the identity of a Flux that Git delivers last, in the working copy that was named; a person commits and pushes it. */
async function setInCheckout({ run, context }: Running, { desired }: Planned): Promise<void> {
  const { roleArns, standing } = fluxPart(desired)
  if (!run.gitCheckout || !standing) return
  const { editCheckout } = await import('../git-checkout.ts')
  const file = await editCheckout(run.gitCheckout, roleArns)
  const text = file ? `set the roles in ${file}: commit and push it` : `the roles are set in ${run.gitCheckout} already`
  context.emit({ type: 'notice', text })
}

async function proveFlux({ desired }: Planned, { place, checking, follow, noToken }: Proving) {
  const { namespace, roleArns, standing } = fluxPart(desired)
  const [role, ...others] = desired.identities.map((identity) => identity.role)
  const named = role && others.length === 0 ? { roleName: role.name } : {}
  const foreign = standing ? { isForeign: true } : {}
  const settings = {
    namespace,
    serviceAccounts: [...roleArns.keys()],
    ...named,
    likelyRoles: desired.identities.map((identity) => identity.role.name),
    ...foreign,
    noToken,
    install: invocationOf('install', place),
  }
  return { verify: await follow(() => runVerify({ ...checking, settings })) }
}
