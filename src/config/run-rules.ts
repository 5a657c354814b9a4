import { parseDuration } from './duration.ts'
import { must, oneOf } from './rule.ts'
import type { Rules } from './rule.ts'
import { booleanOf, textOf } from './said.ts'

/** What holds for the options that steer a run. */
export const runRules: Rules = {
  timeout: must(
    (value) => parseDuration(value) !== undefined,
    'is not a duration',
    'hours, minutes, seconds: 15m, 90s, 1h30m; at most 24h',
  ),
  output: {
    each: (value, context) => oneOf(context.command === 'verify' ? ['text', 'short', 'json'] : ['text', 'json']).each?.(value, context),
  },
  detailedExitcode: {
    // A variable or a file may mean it for plan alone.
    whole: ({ command, said }) =>
      command === 'install' && said.get('detailedExitcode')?.source === 'flag' && !booleanOf(said, 'dryRun')
        ? { problem: 'needs --dry-run: an install leaves nothing pending', allowed: 'with --dry-run, or flux-irsa plan' }
        : undefined,
  },
  only: oneOf(['irsa']),
  deleteOidcProvider: {
    whole: ({ said }) =>
      booleanOf(said, 'deleteOidcProvider') && textOf(said, 'only')
        ? { problem: 'does not go with --only irsa, which leaves the provider', allowed: 'one of the two' }
        : undefined,
  },
}
