import { setTimeout as sleep } from 'node:timers/promises'
import { followUntilGreen } from '../../checks/follow.ts'
import { verify as runVerify } from '../../checks/verify.ts'
import type { Flags } from '../../config/read-flags.ts'
import type { Settings } from '../../config/settings.ts'
import { DEFAULT_SERVICE_ACCOUNTS } from '../../domain/controllers.ts'
import { Failure } from '../../domain/failure.ts'
import { patchedServiceAccounts } from '../../engine/instance-values.ts'
import { at, INSTANCE } from '../../engine/names.ts'
import { holdsAnnotation } from '../../engine/ours.ts'
import type { Place } from '../../engine/world.ts'
import type { KubeReader } from '../../kube/ports.ts'
import { connectForVerify } from '../connect.ts'
import { runCommand } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { invocationOf } from '../next-command.ts'

/** Reads that run side by side at most. */
export const CONCURRENCY = 16

/** `flux-irsa verify`: every link of the chain as a check. */
export function verify(flags: Flags, io: Io): Promise<number> {
  return runCommand('verify', flags, io, async ({ settings, run, reporter, context, tool, deadlineAt }) => {
    const { place, aws, kube } = await connectForVerify(settings, io, context)
    const once = async () =>
      runVerify({
        aws, kube, cluster: place.cluster, caller: place.caller, region: place.region, settings: await verifySettings(settings, kube, place),
        emit: context.emit, now: Date.now, signal: context.signal, concurrency: CONCURRENCY,
      })
    const pause = (ms: number) => sleep(ms, undefined, { signal: context.signal }).catch(() => {})
    const report = run.wait ? await followUntilGreen(once, { sleep: pause, now: Date.now, deadline: deadlineAt }) : await once()
    if (io.interrupted.aborted) throw io.interrupted.reason
    reporter.result(report, { tool })
    const green = report.verdict === 'pass' || report.verdict === 'warn'
    return !green && (run.wait || context.signal.aborted) ? 124 : exitCodeOf(report)
  })
}

/** Which ServiceAccounts this installation is about: those named, else those that our patches and annotations name, else the default. */
async function verifySettings(settings: Settings, kube: KubeReader | Failure, place: Place) {
  const { namespace } = settings
  const named = settings.serviceAccounts ?? (kube instanceof Failure ? [] : await installedAccounts(kube, namespace))
  return {
    namespace,
    serviceAccounts: named.length > 0 ? named : [...DEFAULT_SERVICE_ACCOUNTS],
    ...(settings.iam.roleName ? { roleName: settings.iam.roleName } : {}),
    install: invocationOf('install', place),
  }
}

async function installedAccounts(kube: KubeReader, namespace: string): Promise<string[]> {
  try {
    const [instance, accounts] = await Promise.all([kube.get({ kind: 'FluxInstance', namespace, name: INSTANCE }), kube.list({ kind: 'ServiceAccount', namespace })])
    const held = (accounts ?? []).filter(holdsAnnotation).map((account) => account.metadata.name)
    return [...new Set([...patchedServiceAccounts(at(instance, ['spec', 'kustomize'])).map((patch) => patch.name), ...held])].sort()
  } catch (error) {
    // The checks say themselves what of Kubernetes cannot be read.
    if (error instanceof Failure) return []
    throw error
  }
}
