import { isFluxVersionRange, versionPairProblem } from '../domain/flux-versions.ts'
import { isSemver } from '../domain/names.ts'
import { survivesUnquoted } from '../domain/yaml-scalar.ts'
import { must, quoted } from './rule.ts'
import type { Problem, RuleContext, Rules } from './rule.ts'
import { textOf } from './said.ts'

const charts = ['flux-operator', 'flux-instance']

// host[:port][/path] as the OCI distribution spec and docker's reference grammar have it; a tag or a scheme has no place here.
const registryPattern = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/

/** What holds for versions, registry, components and charts. */
export const fluxRules: Rules = {
  operatorVersion: must((value) => isSemver(withoutV(value)), 'is not a version', 'a full version such as 0.32.0'),
  fluxVersion: {
    ...must(
      (value) => isFluxVersionRange(value) && survivesUnquoted(value),
      'is not a version or range',
      '2.x, 2.7.x or a full version such as 2.7.2',
    ),
    whole: versionPair,
  },
  registry: must(
    (value) => registryPattern.test(value) && survivesUnquoted(value),
    'is not a registry',
    'HOST[:PORT]/PATH without a scheme or a tag',
  ),
  chartRepository: must(
    (value) => value.startsWith('oci://') && registryPattern.test(value.slice('oci://'.length)),
    'is not an OCI repository',
    'oci://HOST[:PORT]/PATH without a tag',
  ),
  chartDigest: { each: digestProblem },
}

/** `v0.32.0` → `0.32.0`: tags of the operator carry the `v`, its charts do not. */
export function withoutV(version: string): string {
  return version.replace(/^v(?=\d)/, '')
}

function versionPair({ said }: RuleContext): Problem | undefined {
  const operator = textOf(said, 'operatorVersion')
  const flux = textOf(said, 'fluxVersion')
  const problem = operator && flux && versionPairProblem(withoutV(operator), flux)
  return problem ? { problem, allowed: 'a Flux minor that this operator embeds' } : undefined
}

function digestProblem(value: string, { key = '' }: RuleContext): Problem | undefined {
  if (!charts.includes(key)) return { problem: `${quoted(key)} is none of the charts`, allowed: charts.join(', ') }
  return /^sha256:[0-9a-f]{64}$/.test(value)
    ? undefined
    : { problem: `the digest of ${key} is malformed`, allowed: 'sha256: and 64 lower-case hex digits' }
}
