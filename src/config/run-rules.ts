import { RIGHTS_FOR } from '../domain/rights-for.ts'
import { parseDuration } from './duration.ts'
import type { CommandName } from './option.ts'
import { reportExtensions, reportKind } from './report-kinds.ts'
import { must, oneOf, quoted } from './rule.ts'
import type { Rules } from './rule.ts'
import { RENDER_FORMATS } from './run-options.ts'
import { booleanOf, textOf } from './said.ts'

/** What a command can show its result as; the first is what it does when nothing is said. */
export const OUTPUTS: Partial<Record<CommandName, readonly string[]>> = {
  install: ['text', 'json', 'github'],
  plan: ['text', 'json', 'github'],
  adopt: ['text', 'json', 'github'],
  verify: ['text', 'short', 'json', 'junit', 'github', 'html', 'mermaid'],
  uninstall: ['text', 'json', 'github'],
  render: RENDER_FORMATS,
  permissions: ['iam', 'kubernetes'],
}

/** What people ask `render` for and can have from another format. Source: https://eksctl.io/usage/schema/#iam-serviceAccounts */
const FORMATS_OF_OTHERS: Partial<Record<string, { problem: string; allowed: string }>> = {
  eksctl: {
    problem: 'eksctl has no form of its own here: what its ClusterConfig needs is in -o iam',
    allowed:
      '-o iam; in iam.serviceAccounts its role.arn is attachRoleARN, or its policy.document is attachPolicy with roleOnly: true (docs/review.md#eksctl)',
  },
}

/** What holds for the options that steer a run. */
export const runRules: Rules = {
  timeout: must(
    (value) => parseDuration(value) !== undefined,
    'is not a duration',
    'hours, minutes, seconds: 15m, 90s, 1h30m; at most 24h',
  ),
  parallel: must((value) => /^([1-9]|[12]\d|3[0-2])$/.test(value), 'is not a number that is taken', '1 to 32'),
  output: {
    each: (value, context) =>
      (context.command === 'render' ? FORMATS_OF_OTHERS[value] : undefined) ??
      oneOf(OUTPUTS[context.command] ?? ['text', 'json']).each?.(value, context),
    whole: ({ command, said }) =>
      command === 'render' && !said.has('output')
        ? { problem: 'is needed and was not said', allowed: RENDER_FORMATS.join(', ') }
        : undefined,
  },
  reportFile: {
    each: (value, { command }) => {
      const kind = reportKind(value)
      const isKnown = kind !== undefined && reportExtensions(command).some((extension) => reportKind(`x${extension}`) === kind)
      if (isKnown) return undefined
      return { problem: `${quoted(value)} does not end as a format of ${command}`, allowed: reportExtensions(command).join(', ') }
    },
  },
  gitCheckout: must((value) => !/^[a-z]+:\/\//.test(value), 'is a URL', 'a folder: the working copy itself'),
  detailedExitcode: {
    // A variable or a file may mean it for plan alone.
    whole: ({ command, said }) =>
      command === 'install' && said.get('detailedExitcode')?.source === 'flag' && !booleanOf(said, 'dryRun')
        ? { problem: 'needs --dry-run: an install leaves nothing pending', allowed: 'with --dry-run, or flux-irsa plan' }
        : undefined,
  },
  for: {
    whole: ({ command, said }) =>
      command === 'permissions' && !said.has('for') ? { problem: 'is needed and was not said', allowed: RIGHTS_FOR.join(', ') } : undefined,
  },
  boundary: {
    whole: ({ said }) =>
      booleanOf(said, 'boundary') && textOf(said, 'output') === 'kubernetes'
        ? { problem: 'does not go with -o kubernetes: it is a policy of IAM', allowed: '-o iam' }
        : undefined,
  },
  accountId: must((value) => /^\d{12}$/.test(value), 'is not an account', 'twelve digits'),
  issuer: must((value) => /^https:\/\/[^\s*?]+$/.test(value), 'is not an issuer', 'https://oidc.eks.REGION.amazonaws.com/id/ID'),
  watch: {
    whole({ said }) {
      if (!booleanOf(said, 'watch')) return undefined
      if (booleanOf(said, 'wait')) return { problem: 'does not go with --wait, which ends by itself', allowed: 'one of the two' }
      // Ctrl-C ends a watch, and after that there is no report to make a document or a file of.
      const output = textOf(said, 'output') ?? 'text'
      const whole = output === 'text' ? said.get('reportFile') && 'a report file' : `-o ${output}`
      return whole ? { problem: `does not go with ${whole}, which needs an end`, allowed: '-o text, or --wait' } : undefined
    },
  },
  deleteOidcProvider: {
    whole: ({ said }) =>
      booleanOf(said, 'deleteOidcProvider') && textOf(said, 'only')
        ? { problem: 'does not go with --only irsa, which leaves the provider', allowed: 'one of the two' }
        : undefined,
  },
}
