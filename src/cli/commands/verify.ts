import { setTimeout as sleep } from 'node:timers/promises'
import { followForGood, followUntilGreen } from '../../checks/kernel/follow.ts'
import { isInVain, isRed } from '../../checks/kernel/waiting.ts'
import { verify as runVerify, type VerifyOptions } from '../../checks/kernel/verify.ts'
import type { VerifyReport } from '../../model/verify-report.ts'
import { verifyWorkloads } from '../../checks/kernel/verify-workloads.ts'
import type { Flags } from '../../config/read-flags.ts'
import type { Settings } from '../../model/settings.ts'
import { Failure } from '../../domain/failure.ts'
import { installOptionsFor, installsControllers, isControllerName } from '../../identity/flux-controllers.ts'
import { subjectOf, type ServiceAccountName } from '../../domain/web-identity.ts'
import type { Place } from '../../model/world.ts'
import type { KubeReader } from '../../model/kube.ts'
import { readingOnce } from '../../kube/reading-once.ts'
import { connectForVerify } from '../connect.ts'
import { runCommand } from '../context.ts'
import { quiet, tellChanges } from '../follow-events.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { nextOfChecks } from '../next-after.ts'
import { bindInvocation, invocationOf } from '../next-command.ts'
import { verifySettings } from '../verify-settings.ts'

/** `flux-irsa verify`: every link of the chain as a check. */
export function verify(flags: Flags, io: Io): Promise<number> {
  return runCommand('verify', flags, io, async ({ settings, run, reporter, context, tool, deadlineAt }) => {
    const { place, aws, kube, helmVersion, readInPod } = await connectForVerify(settings, io, context)
    const follows = run.wait || run.watch
    const emit = follows ? quiet(context.emit) : context.emit
    const checking = {
      aws,
      kube,
      cluster: place.cluster,
      caller: place.caller,
      region: place.region,
      emit,
      ...(run.exec ? { readInPod } : {}),
      now: Date.now,
      signal: context.signal,
    }
    const once = async () =>
      settings.binding
        ? verifyWorkloads(
            { ...checking, looksAtPods: true, ...(settings.noToken ? { noToken: true } : {}) },
            settings.binding.accounts,
            await mendedBy(settings.binding.accounts, kube, place),
          )
        : verifyFlux({ ...checking, helmVersion }, settings, place)
    const following = {
      signal: context.signal,
      sleep: (ms: number) => sleep(ms, undefined, { signal: context.signal }),
      now: Date.now,
      deadline: deadlineAt,
      onRound: tellChanges(context, `${run.watch ? 'watching' : 'waiting for'} ${place.cluster.name}`, deadlineAt - Date.now()),
    }
    const report = await (run.watch ? followForGood(once, following) : run.wait ? followUntilGreen(once, following) : once())
    const why: unknown = io.interrupted.aborted ? io.interrupted.reason : undefined
    if (run.watch && why instanceof Failure) {
      // That is how a watch ends: no error, and nothing more to say.
      reporter.close()
      return why.exitCode
    }
    if (io.interrupted.aborted) throw why
    const next = report.verdict === 'fail' ? nextOfChecks(report, io.args) : undefined
    reporter.result(report, { tool, ...(next ? { next } : {}) })
    const green = report.verdict === 'pass' || report.verdict === 'warn'
    // Where it ended before its time no time would have helped: what is broken counts.
    const outOfTime = context.signal.aborted || (follows && !report.checks.filter(isRed).every(isInVain))
    return !green && outOfTime ? 124 : exitCodeOf(report)
  })
}

/** The command that mends the identity of a ServiceAccount: bind's, but of a controller of Flux that install has given one, install's. */
async function mendedBy(accounts: ServiceAccountName[], kube: KubeReader | Failure, place: Place) {
  const namespaces = [...new Set(accounts.filter(({ name }) => isControllerName(name)).map(({ namespace }) => namespace))]
  const listIn = async (kind: string) =>
    kube instanceof Failure
      ? []
      : (await Promise.all(namespaces.map((namespace) => kube.list({ kind, namespace }).catch(unlessRefused)))).flatMap(
          (list) => list ?? [],
        )
  const installs = installsControllers(...(await Promise.all([listIn('ServiceAccount'), listIn('FluxInstance')])))
  const isInstalls = new Set(installs.map(subjectOf))
  return (account: ServiceAccountName) =>
    isInstalls.has(subjectOf(account))
      ? `${invocationOf('install', place)} ${installOptionsFor(account.namespace, installs)}`
      : bindInvocation(account, place)
}

/** The checks say themselves what of Kubernetes cannot be read. */
function unlessRefused(error: unknown): [] {
  if (error instanceof Failure) return []
  throw error
}

/** What is read to find out which installation it is, is not read again by the checks. */
async function verifyFlux(checking: Omit<VerifyOptions, 'settings'>, settings: Settings, place: Place): Promise<VerifyReport> {
  const kube = checking.kube instanceof Failure ? checking.kube : readingOnce(checking.kube)
  return runVerify({ ...checking, kube, settings: await verifySettings(settings, kube, place) })
}
