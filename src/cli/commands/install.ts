import { verify as runVerify } from '../../checks/verify.ts'
import type { Flags } from '../../config/read-flags.ts'
import { install as runInstall } from '../../engine/install.ts'
import { LOCK_TIMES } from '../../engine/lock.ts'
import { RESOURCES } from '../../resources/table.ts'
import { connect } from '../connect.ts'
import { runCommand } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { invocationOf, repeated } from '../next-command.ts'
import { canAsk, confirmInstall } from '../prompt.ts'
import { showPlan } from './plan.ts'
import { CONCURRENCY } from './verify.ts'

/** After our own writes to IAM, refusals may be its propagation for this long (Terraform's propagationTimeout is the same). */
const PROPAGATION_MS = 2 * 60_000

/** `flux-irsa install`: observe, plan, show, confirm, apply, verify. */
export function install(flags: Flags, io: Io): Promise<number> {
  return runCommand('install', flags, io, async (running) => {
    const { settings, run, reporter, context } = running
    if (run.dryRun) return showPlan(running, io)
    // Said before anything is read: a script that forgot --yes should not have to wait for it.
    if (!run.yes && !canAsk(io)) await confirmInstall(io, run)
    const { place, write } = await connect(settings, io, context)
    const ports = write()
    const report = await runInstall({
      settings, place, ports, resources: RESOURCES, emit: context.emit, signal: context.signal, lockTimes: io.lockTimes ?? LOCK_TIMES,
      confirm: async () => {
        if (!run.yes) reporter.close()
        await confirmInstall(io, run)
      },
      verify: ({ desired }, wroteIam) =>
        runVerify({
          aws: ports.aws, kube: ports.kube, cluster: place.cluster, caller: place.caller, region: place.region,
          settings: { namespace: desired.namespace, serviceAccounts: desired.serviceAccounts, roleName: desired.role.name, install: invocationOf('install', place) },
          emit: context.emit, now: Date.now, signal: context.signal, concurrency: CONCURRENCY,
          ...(wroteIam ? { propagationUntil: Date.now() + PROPAGATION_MS } : {}),
        }),
    })
    reporter.result(report, { next: report.ok ? invocationOf('verify', place) : repeated('install', io.args) })
    return exitCodeOf(report)
  })
}
