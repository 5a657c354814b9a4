import { isSemver } from './names.ts'

/** The newest flux-operator whose embedded Flux minor we have tested. */
export const DEFAULT_OPERATOR_VERSION = '0.58.1'

/**
 * From which operator on a Flux minor is known to it, newest first. An operator applies patches to Flux's manifests that do not fit later
 * minors: `build failed: add operation does not apply: doc is missing path: "/spec/versions/1/…"`.
 * Source: release notes of https://github.com/controlplaneio-fluxcd/flux-operator (pull requests 934, 444, 274, 193; 0.42.1 for 2.8);
 * issue 459 and https://github.com/fluxcd/flux2/issues/5965 for what happens otherwise.
 */
const FIRST_OPERATOR_OF: [operator: string, fluxMinor: number][] = [
  ['0.53.0', 9],
  ['0.42.0', 8],
  ['0.30.0', 7],
  ['0.21.0', 6],
  ['0.16.0', 5],
  ['0.0.0', 4],
]

/** The newest Flux that operators up to this one embed. Source: config/data/flux of that repository at each tag. */
const NEWEST_EMBEDDED_UP_TO: [operator: string, flux: string][] = [
  ['0.32.0', '2.7.2'],
  ['0.49.0', '2.8.7'],
  ['0.54.1', '2.9.1'],
  ['0.58.1', '2.9.4'],
]

/** The newest Flux minor that an operator can install, e.g. `2.9`. For operators newer than those known here, the newest known. */
export function newestFluxMinor(operatorVersion: string): string {
  const minor = FIRST_OPERATOR_OF.find(([operator]) => compareVersions(operatorVersion, operator) >= 0)?.[1] ?? 4
  return `2.${minor}`
}

/** The range to ask an operator for, e.g. `2.9.x`: it stays within what that operator can build. */
export function defaultFluxVersion(operatorVersion: string): string {
  return `${newestFluxMinor(operatorVersion)}.x`
}

/**
 * Whether a text can be the Flux version of an instance: `2.x`, `2.9.x` or `2.9.4`. A bare `2.9` cannot: charts up to 0.47 render it
 * unquoted, so YAML makes a number of it.
 */
export function isFluxVersionRange(text: string): boolean {
  return /^\d+\.(x|\d+\.x)$/.test(text) || isSemver(text)
}

/** Why this operator cannot install this Flux, as far as that is sure; `undefined` when it can, or may. */
export function versionPairProblem(operatorVersion: string, fluxVersion: string): string | undefined {
  if (!isSemver(operatorVersion)) return `operator version ${operatorVersion} is not of the form 0.58.1`
  if (!isFluxVersionRange(fluxVersion)) return `Flux version ${fluxVersion} is not of the form 2.x, 2.9.x or 2.9.4`
  const [major = '', minor = ''] = fluxVersion.split('.')
  if (major !== '2') return `flux-operator installs Flux 2, not ${fluxVersion}`
  // Operators from after this table may know later versions than it does.
  const ceiling = NEWEST_EMBEDDED_UP_TO.find(([operator]) => compareVersions(operatorVersion, operator) <= 0)?.[1]
  if (minor === 'x' || ceiling === undefined) return undefined
  const newest = newestFluxMinor(operatorVersion)
  const says = (limit: string): string => `flux-operator ${operatorVersion} installs Flux up to ${limit}, not ${fluxVersion}`
  if (Number(minor) > Number(newest.split('.')[1])) return says(`${newest}.x`)
  return isSemver(fluxVersion) && compareVersions(fluxVersion, ceiling) > 0 ? says(ceiling) : undefined
}

/** By major, minor and patch; what follows them is left out. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  const differing = left.findIndex((number, index) => number !== right[index])
  return differing < 0 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0)
}

function numbersOf(version: string): number[] {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? []
  return [major, minor, patch].map((text) => Number(text ?? 0))
}
