import { parseArn } from '../domain/arn.ts'
import { parseEcrImage } from '../domain/image-reference.ts'
import { controllerOf, identityFor } from './controller.ts'
import { neededFlux } from './quoted.ts'

/** Which object a text is about, where the input says so. */
export interface Subject {
  kind?: string
  namespace?: string
  name?: string
  /** What the object wants, where the input holds it. */
  spec?: Readonly<Record<string, unknown>>
}

const SOURCES = {
  cluster: [
    /arn:[\w-]+:eks:[\w-]+:\d+:cluster\/([\w-]+)/,
    /No cluster found for name: ([\w-]+)/i,
    /EKS Cluster \(([\w-]+)\)/i,
    /--(?:cluster|name|cluster-name)[= ]([\w-]+)/,
    /\bcluster "([\w-]+)"/i,
  ],
  region: [
    /arn:[\w-]+:(?:eks|ecr|kms|sts):([a-z]{2}[\w-]+-\d):/,
    /\baws\.region=([a-z]{2}[\w-]+-\d)/,
    /\.s3[.-](?:dualstack\.)?([a-z]{2}[\w-]+-\d)\./,
    /\.dkr[.-]ecr(?:-fips)?\.([a-z]{2}[\w-]+-\d)\./,
    /\b(?:oidc\.eks|sts|api\.ecr|git-codecommit)\.([a-z]{2}[\w-]+-\d)\./,
    /\.([a-z]{2}[\w-]+-\d)\.eks\.amazonaws/,
    /--region[= ]([\w-]+)/,
  ],
  account: [
    /arn:[\w-]+:ecr:[\w-]*:(\d{12}):/,
    /\b(\d{12})\.dkr[.-]ecr/,
    /arn:[\w-]+:(?:iam|sts|eks|kms):[\w-]*:(\d{12}):/,
    /registry with id '(\d{12})'/,
  ],
  role: [
    /User: (arn:[\w-]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+)/,
    /(?<!on resource:? "?)(arn:[\w-]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+)/,
  ],
  targetRole: [
    /on resource:? "?(arn:[\w-]+:iam::[^:\s]*:role\/[\w+=,.@/-]+)/,
    /assume role "?(arn:[\w-]+:iam::[^:\s]*:role\/[\w+=,.@/-]+)/i,
  ],
  remoteAccount: [/describe EKS cluster '?arn:[\w-]+:eks:[\w-]+:([^:\s]+):cluster\//i],
  bucket: [/arn:[\w-]+:s3:::([\w.-]*\w)/, /existence of '([\w.-]+)' bucket/, /bucket '([\w.-]+)'/i, /https?:\/\/([\w.-]+?)\.s3[.-]/],
  repositoryUrl: [/oci:\/\/([\w.:/-]*\w)/],
  requestUrl: [
    /\b(?:Get|Head|GET|HEAD|Post|POST|fetch)\b[^"h]{0,20}"?(https?:\/\/[\w.:~/%+-]*[\w/])/,
    /\b(https?:\/\/[\w.-]+\/[\w./%+-]*index\.yaml)/,
  ],
  apiAddress: [/https:\/\/((?:\d{1,3}\.){3}\d{1,3}|kubernetes\.default[\w.]*)(?::\d+)?\/(?:api|version|openapi|healthz)/],
  tenant: [/service account '([\w-]+\/[\w.-]+)'/i],
  foreignRegistry: [/i?nvalid AWS registry: '((?![^']*dkr[.-]ecr)[\w.:-]+)'/i],
  githubApp: [/(github app) authentication/i],
  wantedProvider: [/has (github) app data but provider is not set/i],
  buildPath: [/\/tmp\/[\w-]+\/([\w./-]*\w)/],
  repository: [
    /arn:[\w-]+:ecr:[\w-]*:\d{12}:repository\/([\w./-]*\w)/,
    /repository with name '([\w./-]+)'/i,
    /\.amazonaws\.com(?:\.cn)?\/v2\/([\w./-]+?)\/(?:tags|manifests|blobs)\//,
    /dkr[.-]ecr[\w.-]*\/([\w./-]*\w)/,
  ],
  host: [
    /https?:\/\/([\w.-]+)\/v2\//,
    /\b([\w.-]{0,63}(?:dkr[.-]ecr[\w.-]*|ghcr\.io|docker\.io|quay\.io|gcr\.io|azurecr\.io|public\.ecr\.aws))\b/,
    /oci:\/\/([\w.:-]+)/,
    /registry ['"]?([\w-]+(?:\.[\w-]+)+)/i,
  ],
  image: [/(?:image|pull(?:ing)?|reference) "?((?:[\w-]+\.)+[\w-]+(?::\d+)?\/[\w./-]+)/i],
  namespace: [
    /system:serviceaccount:([\w-]+):/,
    /in (?:the )?namespace "?([\w-]+)/i,
    /namespaces? "([\w-]+)"/,
    /namespace[:=] ?"?([\w-]+)/i,
    /\brelease ([\w-]+)\/[\w.-]+ with chart/i,
    /\b(?:HelmRelease|Kustomization|Deployment|ImageRepository|ImagePolicy|ImageUpdateAutomation|GitRepository|HelmRepository|OCIRepository|HelmChart)\/([\w-]+)\/\w/,
    /(?:HelmChart|Secret|Kustomization|GitRepository|ImageRepository|[Ss]ecret) '?([\w-]+)\//,
  ],
  serviceAccount: [/system:serviceaccount:[\w-]+:([\w.-]+)/, /serviceaccount "([\w.-]+)"/i, /service account (?:[\w-]+\/)?([\w.-]+)/i],
  secret: [/secrets? ['"](?:[\w-]+\/)?([\w.-]+)['"]/i],
  release: [/release[ :]+(?:[\w-]+\/)?([\w-]+) with chart/i, /release-name": must be set to "([\w-]+)"/, /release "?([\w-]*flux[\w-]*)/i],
  action: [/not authorized to perform:? ([\w-]+:\w+)/i, /no [\w -]+ policy allows the ([\w-]+:\w+)/i],
  gitUrl: [
    /unable to clone '([^'\s]+)'/,
    /((?:ssh:\/\/[\w.@-]+|https:\/\/[\w.-]*(?:github|gitlab|bitbucket|codecommit|azure)[\w.-]*)\/[\w./~-]*[\w/~-])/,
    /(git@[\w.-]+:[\w./~-]+)/,
  ],
  gitHost: [
    /(?:ssh|https):\/\/(?:[\w-]+@)?([\w.-]*(?:git|bitbucket|codecommit|dev\.azure)[\w.-]*)/,
    /lookup ([\w.-]*(?:git|bitbucket)[\w.-]*)/,
    /git@([\w.-]+)/,
  ],
  dnsName: [
    /lookup ([\w-]+(?:\.[\w-]+)+)/,
    /(?:resolve host(?:name)?:?|ENOTFOUND|EAI_AGAIN) ['"]?([\w-]+(?:\.[\w-]+)+)/i,
    /https?:\/\/([\w-]+(?:\.[\w-]+)+)/,
  ],
  issuer: [/(oidc\.eks\.[\w.-]+\/id\/\w+)/],
  kmsKey: [/(arn:[\w-]+:kms:[\w-]+:\d{12}:(?:key|alias)\/[\w/-]+)/],
  instance: [/\b(i-[0-9a-f]{8,17})\b/],
  profile: [/profile[ =:]+\(?"?([\w.-]+)\)?"? (?:could not|does not|not found)/i, /--profile[= ]([\w.-]+)/],
  user: [/User "(?!")([\w:./@-]+)"/],
  verb: [/cannot (\w+) resource/],
  resource: [/cannot \w+ resource "([\w./-]+)"/],
  deployment: [/\b((?:source|kustomize|helm|notification|image-reflector|image-automation)-controller)\b/],
} satisfies Record<string, RegExp[]>

type Found = keyof typeof SOURCES
/** Names that a fix may use: from the input where it holds them, else the PLACEHOLDER to fill in. Any text; `shell` makes words of them. */
export type Names = Record<Found | 'kind' | 'name' | 'source' | 'controller' | 'install' | 'needed', string>

const PLACEHOLDERS: Partial<Record<keyof Names, string>> = {
  namespace: 'flux-system',
  deployment: 'image-reflector-controller',
  serviceAccount: 'SERVICEACCOUNT',
  kmsKey: 'KEY',
  gitUrl: 'GIT_URL',
  gitHost: 'GIT_HOST',
  targetRole: 'TARGET_ROLE',
  remoteAccount: 'ACCOUNT',
  repositoryUrl: 'HOST/REPOSITORY',
  requestUrl: 'URL',
  apiAddress: '',
  tenant: '',
  buildPath: 'PATH',
  githubApp: '',
  wantedProvider: '',
  foreignRegistry: '',
}

/** Looks for names in `texts`, best first. What is found comes from patterns that admit no quote and no white space. */
export function namesIn(texts: readonly string[], subject: Subject = {}): Names {
  const find = (key: Found) => SOURCES[key].map((pattern) => firstMatch(pattern, texts)).find(Boolean)
  const found = Object.fromEntries(Object.keys(SOURCES).map((key) => [key, find(key as Found) ?? placeholder(key as Found)])) as Names
  const session = firstMatch(/(arn:[\w-]+:sts::\d{12}:assumed-role\/[\w+=,.@-]+)/, texts)
  if (found.role === 'ROLE' && session) found.role = roleOfSession(session)
  const ecr = found.image === 'IMAGE' ? undefined : parseEcrImage(found.image)
  if (ecr && found.repository === 'REPOSITORY') found.repository = ecr.repository
  const kind = subject.kind?.toLowerCase() ?? kindIn(texts) ?? 'KIND'
  const name = subject.name ?? objectIn(texts) ?? 'NAME'
  if (found.tenant === '' && typeof subject.spec?.['serviceAccountName'] === 'string' && WITH_ACCOUNTS.test(subject.kind ?? ''))
    found.tenant = `${subject.namespace ?? 'NAMESPACE'}/${subject.spec['serviceAccountName']}`
  const controller = controllerOf(subject.kind ?? kindIn(texts), texts)
  if (controller) found.deployment = controller
  const named = { ...found, kind, name, namespace: subject.namespace ?? found.namespace, controller: controller ?? '' }
  return { ...named, needed: neededFlux(texts) ?? '', source: sourceOf(subject), install: identityFor(named.cluster, controller) }
}

/** Kinds whose spec.serviceAccountName is an identity of their own. Source: https://fluxcd.io/flux/integrations/aws/ */
const WITH_ACCOUNTS = /^(?:image|oci|git)repositor|^bucket/i

/** The HelmRepository that a chart is of: the provider is said there, not in the chart. */
function sourceOf({ spec }: Subject): string {
  const { sourceRef, chart } = (spec ?? {}) as { sourceRef?: { name?: unknown }; chart?: { spec?: { sourceRef?: { name?: unknown } } } }
  const name = sourceRef?.name ?? (typeof chart === 'object' ? chart.spec?.sourceRef?.name : undefined)
  return typeof name === 'string' ? name : 'NAME'
}

function placeholder(key: keyof Names): string {
  return PLACEHOLDERS[key] ?? key.toUpperCase()
}

function firstMatch(pattern: RegExp, texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const found = pattern.exec(text)?.[1]
    if (found) return found.replace(/\/\/[^/@\s]+@/, '//')
  }
  return undefined
}

/** The role behind a session; the path of the role is not in it. */
function roleOfSession(session: string): string {
  const arn = parseArn(session)
  return arn ? `arn:${arn.partition}:iam::${arn.account}:role/${arn.resource.replace('assumed-role/', '')}` : 'ROLE'
}

const KINDS =
  'ImageRepository|ImagePolicy|ImageUpdateAutomation|GitRepository|OCIRepository|HelmRepository|HelmChart|HelmRelease|Kustomization|FluxInstance|Bucket|ServiceAccount'

function kindIn(texts: readonly string[]): string | undefined {
  return firstMatch(new RegExp(`\\b(${KINDS})\\b`), texts)?.toLowerCase()
}

function objectIn(texts: readonly string[]): string | undefined {
  return firstMatch(
    new RegExp(`\\b(?:${KINDS})[/ ]+['"]?(?:[\\w-]+/)?([a-z0-9][a-z0-9.-]*[a-z0-9])\\b['"]?`),
    texts.map((text) =>
      text.replace(/\b(?:is|not|ready|in|has|was|fail\w*|error|cannot|value|should|for|does|with|that|and|reconcil\w*)\b/gi, '·'),
    ),
  )
}
