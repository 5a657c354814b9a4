import { setTimeout as sleep } from 'node:timers/promises'
import { followUntilGreen } from '../../checks/follow.ts'
import { verify as runVerify } from '../../checks/verify.ts'
import type { Flags } from '../../config/read-flags.ts'
import { install as runInstall } from '../../engine/install.ts'
import { LOCK_TIMES } from '../../engine/lock.ts'
import type { Planned } from '../../engine/make-plan.ts'
import { RESOURCES } from '../../resources/table.ts'
import { WAIT_TIMES } from '../../engine/wait-times.ts'
import { connect } from '../connect.ts'
import { runCommand, type Running } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { invocationOf, repeated } from '../next-command.ts'
import { canAsk, confirmInstall } from '../prompt.ts'
import { permitted, showPlan } from './plan.ts'
import { CONCURRENCY } from './verify.ts'

/** For this long after our own writes refusals may be IAM's propagation (Terraform's propagationTimeout is the same), or Flux not having looked again. */
const PROPAGATION_MS = 2 * 60_000

/** `flux-irsa install`: observe, plan, show, confirm, apply, verify. */
export function install(flags: Flags, io: Io): Promise<number> {
  return runCommand('install', flags, io, async (running) => {
    if (running.run.dryRun) return showPlan(running, io)
    // A plan that was reviewed has been agreed to.
    const yes = running.run.yes || running.reviewed !== undefined
    return bringAbout(running, io, {
      command: 'install',
      permit: permitted(running),
      confirm: () => confirmInstall(io, { yes }),
      asks: !yes,
    })
  })
}

interface Manner {
  command: 'install' | 'adopt'
  permit: (planned: Planned) => Planned
  /** Throws a Failure when the answer is no, or when nobody can be asked. */
  confirm: () => Promise<void>
  /** Whether `confirm` asks a person. */
  asks: boolean
}

/** Shared with `adopt`, which permits less and asks another question. */
export async function bringAbout(running: Running, io: Io, { command, permit, confirm, asks }: Manner): Promise<number> {
  const { settings, reporter, context, deadlineAt } = running
  // Said before anything is read: a script that forgot --yes should not have to wait for it.
  if (asks && !canAsk(io)) await confirm()
  const { place, write } = await connect(settings, io, context)
  const ports = write()
  const { waitTimes = WAIT_TIMES } = io
  const report = await runInstall({
    permit,
    settings,
    place,
    ports,
    resources: RESOURCES,
    emit: context.emit,
    signal: context.signal,
    lockTimes: io.lockTimes ?? LOCK_TIMES,
    waitTimes,
    confirm: async () => {
      if (asks) reporter.close()
      await confirm()
    },
    verify: async ({ desired }, wrote) => {
      const propagationUntil = Math.min(Date.now() + PROPAGATION_MS, deadlineAt)
      const once = () =>
        runVerify({
          aws: ports.aws,
          kube: ports.kube,
          cluster: place.cluster,
          caller: place.caller,
          region: place.region,
          settings: {
            namespace: desired.namespace,
            serviceAccounts: desired.serviceAccounts,
            roleName: desired.role.name,
            install: invocationOf('install', place),
          },
          emit: context.emit,
          now: Date.now,
          signal: context.signal,
          concurrency: CONCURRENCY,
          ...(wrote ? { propagationUntil } : {}),
        })
      if (!wrote) return once()
      // What Flux has not looked at again since our change is not judged at once.
      const pause = (ms: number) => sleep(ms, undefined, { signal: context.signal }).catch(() => {})
      const firstPauseMs = waitTimes.verifyAgainMs
      return followUntilGreen(once, { sleep: pause, now: Date.now, deadline: propagationUntil, firstPauseMs })
    },
  })
  // A plan that was begun no longer fits: what it did is no longer to be done.
  const again = running.reviewed ? invocationOf('plan', place) : repeated(command, io.args)
  reporter.result(report, { next: report.ok ? invocationOf('verify', place) : again })
  return exitCodeOf(report)
}
