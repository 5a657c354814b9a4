import type { CommandName } from '../config/option.ts'
import { OPTIONS } from '../config/options.ts'
import { reportExtensions } from '../config/report-kinds.ts'
import { OUTPUTS } from '../config/run-rules.ts'

/** Variables that others define and that hold here as well, with what they do. */
const foreignVariables: [name: string, about: string][] = [
  ['AWS_REGION, AWS_DEFAULT_REGION', 'where --region is not said'],
  ['AWS_PROFILE, AWS_ACCESS_KEY_ID, …', 'credentials, as in the AWS SDK'],
  ['AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, …', 'other endpoints of AWS services'],
  ['AWS_USE_FIPS_ENDPOINT', 'FIPS endpoints'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'dual-stack endpoints'],
  ['HTTPS_PROXY, NO_PROXY', 'a proxy, for helm as well'],
  ['NODE_EXTRA_CA_CERTS', 'further CAs, for helm as well'],
  ['KUBECONFIG', 'where only --context is said'],
  ['NO_COLOR, FORCE_COLOR', 'where --color is not said'],
]

/** Exit codes and their meaning; scripts may rely on them. */
const EXIT_CODES: [code: string, meaning: string][] = [
  ['0', 'done; all checks pass (warnings allowed); a plan was computed'],
  ['1', 'an operation or at least one check failed'],
  ['2', 'only with --detailed-exitcode: changes are pending'],
  ['3', 'could not determine: at least one check unknown, none failed'],
  ['4', 'AWS credentials are missing, expired, or unknown to the cluster'],
  ['64', 'usage error, bad input, or refused (needs --yes, --adopt, …)'],
  ['124', 'the deadline of --timeout was reached'],
  ['130, 143', 'interrupted (Ctrl-C, SIGTERM)'],
]

/** Pages of `flux-irsa help TOPIC`, each under 80 columns wide. */
export const HELP_TOPICS: Record<string, { summary: string; text: () => string }> = {
  environment: { summary: 'environment variables', text: environmentText },
  'exit-codes': { summary: 'what each exit code means', text: exitCodesText },
  formats: { summary: 'forms of a result, and their files', text: formatsText },
}

function environmentText(): string {
  const own = OPTIONS.map((option): [string, string] => [option.env, option.flag ?? option.about])
  return [
    'Every option has a variable. A flag is stronger than its variable, the variable',
    'is stronger than the file of --config. Lists are comma separated, switches are',
    'true or false, and an empty variable counts as not set.',
    '',
    ...columns(own),
    '',
    'These hold as well:',
    '',
    ...columns(foreignVariables),
    '',
  ].join('\n')
}

function exitCodesText(): string {
  const several = 'Of several clusters it is the worst: 143, 130, 124, 1, 4, 64, 3, 2, 0.'
  return [...columns(EXIT_CODES), '', 'The code does not depend on the output format.', several, ''].join('\n')
}

/** What each form of a result is good for. */
const FORMATS: [format: string, about: string][] = [
  ['text', 'for a person; colours at a terminal'],
  ['short', 'what is not as it should be, to paste into a chat'],
  ['json', 'one document of a stable schema'],
  ['junit', 'checks as test cases, for any CI'],
  ['github', 'annotations, and the step summary and outputs of GitHub Actions'],
  ['html', 'one file with the picture of the chain'],
  ['mermaid', 'the picture of the chain, for a README or a ticket'],
]

function formatsText(): string {
  const commands = Object.keys(OUTPUTS) as CommandName[]
  const files = OPTIONS.find(({ key }) => key === 'reportFile')?.commands ?? []
  return [
    'stdout carries the result and nothing else, in the form that --output says:',
    '',
    ...columns(FORMATS),
    '',
    'Which command knows which, the first one being its own:',
    '',
    ...columns(commands.map((command) => [command, (OUTPUTS[command] ?? []).join(', ')])),
    '',
    '--report-file writes the same report once more, as the end of its name says:',
    '',
    ...columns(files.map((command) => [command, reportExtensions(command).join(' ')])),
    '',
    '-o github also writes to the files that GITHUB_STEP_SUMMARY (a table, and the',
    'picture of the chain) and GITHUB_OUTPUT (verdict, changes, report) name.',
    '',
  ].join('\n')
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`.trimEnd())
}
