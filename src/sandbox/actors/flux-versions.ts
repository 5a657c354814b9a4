import { compareVersions, parseVersion, satisfies } from './version-range.ts'

export interface FluxVersion {
  version: string
  images: Record<string, string>
}

const NAMES = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
]

function flux(version: string, ...tags: string[]): FluxVersion {
  return { version, images: Object.fromEntries(tags.map((tag, index) => [NAMES[index] ?? '', tag])) }
}

/**
 * Releases of Flux with the image tag of each controller, oldest first. 2.4.0, 2.9.4 and every image-reflector-controller are as
 * fluxcd/flux2 `manifests/bases` has them; the other tags of 2.7 and 2.8 only need to be tags.
 */
const KNOWN: FluxVersion[] = [
  flux('v2.4.0', 'v1.4.1', 'v1.4.0', 'v1.1.0', 'v1.4.0', 'v0.33.0', 'v0.39.0'),
  flux('v2.7.2', 'v1.7.2', 'v1.7.1', 'v1.4.2', 'v1.7.3', 'v1.0.2', 'v1.0.2', 'v2.0.2'),
  flux('v2.8.7', 'v1.8.4', 'v1.8.5', 'v1.5.4', 'v1.8.4', 'v1.1.2', 'v1.1.3', 'v2.1.1'),
  flux('v2.9.4', 'v1.9.4', 'v1.9.4', 'v1.6.3', 'v1.9.3', 'v1.2.4', 'v1.2.4', 'v2.2.2'),
]

/** The newest Flux whose manifests an operator image holds (flux-operator `config/data/flux` at its tags). */
function newestEmbedded(operatorVersion: string): string {
  if (compareVersions(operatorVersion, '0.33.0') < 0) return '2.7.2'
  return compareVersions(operatorVersion, '0.53.0') < 0 ? '2.8.7' : '2.9.4'
}

/** A release of Flux by its tag, as its own command line installs it. Throws an Error for one that is not known here. */
export function fluxAt(tag: string): FluxVersion {
  const found = KNOWN.find(({ version }) => version === tag)
  if (!found) throw new Error(`no Flux ${tag} here`)
  return found
}

export class ArtifactError extends Error {}

/**
 * The version that this operator installs for a FluxInstance's `distribution`. Without an artifact it takes what it holds itself; with one
 * it takes the newest match of the artifact, and since 0.54 only of minors that it holds itself. An operator older than 0.53 cannot build
 * Flux 2.9 from a floating artifact (fluxcd/flux2#5965). Throws an Error with the operator's words, an ArtifactError for the artifact.
 */
export function chooseVersion(operatorVersion: string, distribution: { version: string; artifact?: string | null }): FluxVersion {
  const { version: range, artifact } = distribution
  const candidates = offered(operatorVersion, artifact ?? '')
  const match = candidates.filter(({ version }) => satisfies(version, range)).at(-1)
  if (!match) throw new Error(`failed to match semver ${range} to any Flux version in storage`)
  if (compareVersions(operatorVersion, '0.53.0') < 0 && minorOf(match) >= 9) throw new Error(MISSING_ENUM)
  return match
}

function offered(operatorVersion: string, artifact: string): FluxVersion[] {
  const upTo = (newest: string) => KNOWN.filter(({ version }) => compareVersions(version, newest) <= 0)
  if (!artifact) return upTo(newestEmbedded(operatorVersion))
  const tag = /:([^/:@]+)(@sha256:[0-9a-f]{64})?$/.exec(artifact.replace(/^oci:\/\//, ''))?.[1] ?? 'latest'
  if (tag !== 'latest' && !/^v\d+\.\d+\.\d+$/.test(tag)) {
    throw new ArtifactError(`pulling artifact ${artifact} failed: MANIFEST_UNKNOWN: manifest unknown`)
  }
  const inside = tag === 'latest' ? KNOWN : upTo(newestEmbedded(tag))
  if (compareVersions(operatorVersion, '0.54.0') < 0) return inside
  const limit = parseVersion(newestEmbedded(operatorVersion))[1]
  return inside.filter((candidate) => minorOf(candidate) <= limit)
}

const MISSING_ENUM =
  'add operation does not apply: doc is missing path: ' +
  '"/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties/eventSources/items/properties/kind/enum/-": missing value'

export function minorOf({ version }: { version: string }): number {
  return parseVersion(version)[1]
}
