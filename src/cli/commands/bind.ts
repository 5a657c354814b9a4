import { verifyWorkloads } from '../../checks/kernel/verify-workloads.ts'
import type { Flags } from '../../config/read-flags.ts'
import { isPattern } from '../../domain/wildcard.ts'
import { bindingOf, isMeant } from '../../identity/binding/bound.ts'
import { makeChanges } from '../make-changes.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'
import { bindInvocation, invocationOf } from '../next-command.ts'
import { confirmInstall } from '../prompt.ts'
import { BINDING } from '../scopes.ts'
import { permitted, showPlan } from './plan.ts'

/** `flux-irsa bind`: the chain of install, less Flux, for the ServiceAccounts of any workload. */
export function bind(flags: Flags, io: Io): Promise<number> {
  return runCommand('bind', flags, io, async (running) => {
    const { run, settings } = running
    const { accounts } = bindingOf(settings)
    const named = accounts.map(({ namespace, name }) => `${namespace}/${name}`)
    // Which ones a pattern means is told by a list; verify looks at those that are named.
    const command = named.some(isPattern) ? 'list' : `verify ${named.join(' ')}`
    const next = (place: Parameters<typeof invocationOf>[1]) => invocationOf(command, place)
    if (run.dryRun) return showPlan(running, io, { command: 'bind', scope: BINDING, verify: next })
    return makeChanges(running, io, {
      command: 'bind',
      schema: 'flux-irsa/bind/v1',
      scope: BINDING,
      permit: permitted(running),
      confirm: () => confirmInstall(io, run),
      asks: !run.yes,
      prove: async ({ desired }, { place, checking, noToken }) => {
        // Those of a pattern that are there now; nobody asked about the others that share the role.
        const bound = desired.identities
          .flatMap(({ role, serviceAccounts }) => serviceAccounts.map((account) => ({ ...account, likelyRoles: [role.name] })))
          .filter((account) => isMeant(account, accounts))
        if (bound.length === 0) return {}
        // Pods that were not to be replaced are told of in the plan, and are no failure of what was asked for.
        const checks = { ...checking, noToken, looksAtPods: bindingOf(settings).restart }
        return { verify: await verifyWorkloads(checks, bound, (account) => bindInvocation(account, place)) }
      },
      next,
    })
  })
}
