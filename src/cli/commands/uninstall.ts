import type { Flags } from '../../config/read-flags.ts'
import { LOCK_TIMES } from '../../engine/lock.ts'
import { uninstall as runUninstall } from '../../engine/uninstall.ts'
import { RESOURCES } from '../../resources/table.ts'
import { WAIT_TIMES } from '../../model/wait-times.ts'
import { connectForRemoval } from '../connect.ts'
import { runCommand } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { nextAfter } from '../next-after.ts'
import { canAsk, confirmUninstall, whileAsking } from '../prompt.ts'

/** `flux-irsa uninstall`: takes away what is ours, proves that it is gone, and names what stays. */
export function uninstall(flags: Flags, io: Io): Promise<number> {
  return runCommand('uninstall', flags, io, async ({ settings, run, reporter, context }) => {
    const asked = { yes: run.yes, cluster: settings.target.cluster }
    if (!run.yes && !canAsk(io)) await confirmUninstall(io, asked)
    const { place, write } = await connectForRemoval(settings, io, context)
    const report = await runUninstall({
      settings,
      place,
      ports: write(),
      resources: RESOURCES,
      emit: context.emit,
      signal: context.signal,
      lockTimes: io.lockTimes ?? LOCK_TIMES,
      waitTimes: io.waitTimes ?? WAIT_TIMES,
      removal: {
        onlyIrsa: run.only === 'irsa',
        deleteOidcProvider: run.deleteOidcProvider,
        ...(settings.flux.chartRepository ? { chartRepository: settings.flux.chartRepository } : {}),
      },
      confirm: async () => {
        if (!run.yes) reporter.close()
        await whileAsking(!run.yes, context.emit, () => confirmUninstall(io, asked))
      },
    })
    const next = report.ok ? undefined : nextAfter(report, io.args)
    reporter.result(report, next ? { next } : {})
    return exitCodeOf(report)
  })
}
