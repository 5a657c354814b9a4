import { setTimeout as sleep } from 'node:timers/promises'
import { followUntilGreen } from '../checks/kernel/follow.ts'
import type { VerifyReport } from '../model/verify-report.ts'
import { install as runInstall } from '../engine/install.ts'
import { LOCK_TIMES } from '../engine/lock.ts'
import type { Planned, Scope } from '../engine/make-plan.ts'
import type { Plan } from '../model/plan.ts'
import type { WritePorts } from '../model/ports.ts'
import type { InstallReport } from '../model/report.ts'
import { WAIT_TIMES } from '../model/wait-times.ts'
import type { Place } from '../model/world.ts'
import { connect, connectForRemoval } from './connect.ts'
import type { Running } from './running.ts'
import { exitCodeOf } from './exit-code.ts'
import { quiet, tellChanges } from './follow-events.ts'
import type { Io } from './io.ts'
import { nextAfter } from './next-after.ts'
import { invocationOf } from './next-command.ts'
import { requireAnswer, whileAsking } from './prompt.ts'

/** For this long after our own writes refusals may be IAM's propagation (Terraform's propagationTimeout is the same), or Flux not having looked again. */
const PROPAGATION_MS = 2 * 60_000

/** How one of the commands that bring something about goes its own way. */
export interface Manner {
  command: 'install' | 'adopt' | 'bind' | 'unbind'
  schema: InstallReport['schema']
  scope: Scope
  permit: (planned: Planned) => Planned
  /** Throws a Failure when the answer is no, or when nobody can be asked. */
  confirm: (plan: Plan) => Promise<void>
  /** Whether `confirm` asks a person. */
  asks: boolean
  prove: (planned: Planned, proving: Proving) => Promise<Pick<InstallReport, 'verify' | 'leftovers'>>
  /** The command that comes next when all went well. */
  next: (place: Place) => string
}

/** What a closing look is made with. */
export interface Proving {
  place: Place
  ports: WritePorts
  /** No token may be asked for. */
  noToken: boolean
  /** For the checks: where they read, and until when what is not green may yet become it. */
  checking: Checking
  /** Looks again, for a while after writes, until it is green. */
  follow: (once: () => Promise<VerifyReport>) => Promise<VerifyReport>
}

type Checking = Omit<Parameters<typeof import('../checks/kernel/verify.ts').verify>[0], 'settings'>

/** Observe, plan, confirm, apply, prove: what install, adopt, bind and unbind do alike. */
export async function makeChanges(running: Running, io: Io, manner: Manner): Promise<number> {
  const { settings, reporter, context, deadlineAt } = running
  const { command, scope, permit, confirm, asks, schema } = manner
  // Said before anything is read: a script that forgot --yes should not have to wait for it.
  if (asks) requireAnswer(io, command)
  // Of a cluster that is gone what stands in IAM can still be taken away.
  const { place, write } = await (command === 'unbind' ? connectForRemoval : connect)(settings, io, context)
  const ports = write()
  const { waitTimes = WAIT_TIMES } = io
  const report = await runInstall({
    schema,
    permit,
    settings,
    place,
    ports,
    scope,
    emit: context.emit,
    signal: context.signal,
    lockTimes: io.lockTimes ?? LOCK_TIMES,
    waitTimes,
    confirm: async (plan) => {
      if (asks) reporter.close()
      await whileAsking(asks, context.emit, () => confirm(plan))
    },
    prove: (planned, wrote) => {
      let { emit } = context
      const followed: typeof followUntilGreen = async (once, options) => {
        emit = quiet(context.emit)
        const last = await followUntilGreen(once, options)
        context.emit({ type: 'verify-finished', report: last })
        return last
      }
      const propagationUntil = Math.min(Date.now() + PROPAGATION_MS, deadlineAt)
      const { signal } = context
      const pause = (ms: number) => sleep(ms, undefined, { signal })
      return manner.prove(planned, {
        place,
        ports,
        noToken: settings.noToken ?? false,
        checking: {
          aws: ports.aws,
          kube: ports.kube,
          cluster: place.cluster,
          caller: place.caller,
          region: place.region,
          emit: (event) => emit(event),
          now: Date.now,
          signal: context.signal,
          ...(wrote ? { propagationUntil } : {}),
        },
        // What Flux has not looked at again since our change is not judged at once.
        follow: (once) =>
          wrote
            ? followed(once, {
                onRound: tellChanges(context, `waiting for ${place.cluster.name}`, propagationUntil - Date.now()),
                signal,
                sleep: pause,
                now: Date.now,
                deadline: propagationUntil,
                firstPauseMs: waitTimes.verifyAgainMs,
              })
            : once(),
      })
    },
  })
  // A plan that was begun no longer fits: what it did is no longer to be done.
  const again = running.reviewed ? invocationOf('plan', place) : undefined
  const next = report.ok ? manner.next(place) : (nextAfter(report, io.args) ?? again)
  reporter.result(report, next ? { next } : {})
  return exitCodeOf(report)
}
