/** What a Flux that is asked for too much says, and from which release on it can do it. */
interface Feature {
  /** In the words of the program, with what it refused. */
  said: RegExp
  since: string
}

/**
 * Hosts of ECR that Flux learnt to log in to over time.
 * Source: CHANGELOG of image-reflector-controller 0.35.2, 1.2.4; fluxcd/pkg auth v0.34.0 and v0.38.2; fluxcd/flux2 issues 5669 and 5712.
 */
const HOSTS: [host: RegExp, since: string][] = [
  [/(?:^|\.)dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.eu$/i, '2.8.0'],
  [/(?:^|\.)dkr-ecr(?:-fips)?\.[a-z0-9-]+\.on\.aws$/i, '2.8.0'],
  [/(?:^|\.)dkr-ecr(?:-fips)?\.[a-z0-9-]+\.on\.amazonwebservices\.com\.cn$/i, '2.9.4'],
  [/^ecr-public\.aws\.com$/i, '2.9.4'],
  [/^public\.ecr\.aws$/i, '2.6.2'],
]

/** Fields and values of Flux's objects. Source: release notes of https://github.com/fluxcd/flux2, 2.3 to 2.9. */
const FEATURES: Feature[] = [
  {
    said: /provider['": ]*(?:Unsupported value: |unsupported )?['"]aws['"][^]{0,120}supported values: [^]{0,20}"generic", "azure"/i,
    since: '2.9.0',
  },
  { said: /provider['": ]*Unsupported value: ['"]github['"]/i, since: '2.5.0' },
  { said: /unknown field "?spec\.(?:decryption\.serviceAccountName|kubeConfig\.configMapRef)/i, since: '2.7.0' },
  { said: /unknown field "?spec\.(?:digestReflectionPolicy|postBuild\.ignore)/i, since: '2.6.0' },
  { said: /unknown field "?spec\.chartRef|spec\.chart: Required value/i, since: '2.3.0' },
  { said: /githubAppInstallationOwner/i, since: '2.8.0' },
]

/** Faults of a release that only another one mends. Sources beside each. */
const BUGS: Feature[] = [
  // https://github.com/fluxcd/image-reflector-controller/pull/900: the context of the login is cancelled before it is used. 1.2.0 only.
  {
    said: /(?:access token|artifact registry|GetAuthorizationToken|AssumeRoleWithWebIdentity|provider access token)[^]{0,400}request canceled, context canceled/i,
    since: '2.9.0',
  },
  // https://github.com/fluxcd/kustomize-controller/issues/1477: the region of STS was taken from the wrong part of the key's ARN.
  { said: /sts\.arn\.amazonaws\.com/i, since: '2.6.4' },
  // https://github.com/fluxcd/source-controller/issues/1155: the login goes to the region of the cluster, not to that of the registry.
  { said: /failed to login to OCI registry: login attempt to https:\/\/[^ ]*\.dkr\.ecr\.[^ ]+ failed with status: 400/i, since: '2.0.1' },
  // https://github.com/fluxcd/flux2/issues/5967: strict substitution stumbles over the description of Flux's own CRDs.
  { said: /post ?build failed for 'CustomResourceDefinition\.[^]{0,200}variable not set \(strict mode\)/i, since: '2.9.1' },
]

/** The first Flux that logs in to this host of ECR, where not every Flux does; `undefined` for any other host. */
export function fluxKnowingHost(host: string): string | undefined {
  return HOSTS.find(([pattern]) => pattern.test(host))?.[1]
}

/** The first Flux that can do what the program says it cannot, with the words that say so. */
export function fluxAsked(text: string): { words: string; since: string } | undefined {
  const [said, named] = /requires? Flux (?:version )?(?:>=? ?|at least )?v?(\d+\.\d+(?:\.\d+)?)/i.exec(text) ?? []
  return said && named ? { words: said, since: named } : first(FEATURES, text)
}

/** The first Flux without the fault of which the text speaks, with the words that speak of it. */
export function fluxMending(text: string): { words: string; since: string } | undefined {
  return first(BUGS, text)
}

function first(features: Feature[], text: string): { words: string; since: string } | undefined {
  for (const { said, since } of features) {
    const words = said.exec(text)?.[0]
    if (words !== undefined) return { words, since }
  }
  return undefined
}
