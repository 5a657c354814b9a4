/** Where the operator's makers publish Flux's manifests, by operator version: the same that are inside the operator's image. */
const MANIFESTS = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests'
/** What the chart says where nobody does. It floats. Source: charts/flux-instance/values.yaml of controlplaneio-fluxcd/charts */
export const CHART_ARTIFACT = `${MANIFESTS}:latest`

/** The manifests of exactly this operator, as an address. The operator's pod pulls them, so it must reach ghcr.io. */
export function publishedArtifact(operatorVersion: string): string {
  return `${MANIFESTS}:v${operatorVersion}`
}

/**
 * The artifact of an instance; `''` means the manifests inside the operator's image, which need no network. Said in the file, it is that.
 * Else what the release has is kept, but for two: the chart's own default, which nobody chose, gives way to `''`; and the published
 * manifests of the operator that is installed (`render` writes them) follow the operator to its new version.
 */
export function artifactOf(options: {
  said: string | undefined
  installed: string | undefined
  /** The operator's version now and from now on. */
  operator: { installed: string | undefined; wanted: string }
}): string {
  const { said, installed, operator } = options
  if (said !== undefined) return said
  if (installed === undefined || installed === CHART_ARTIFACT) return ''
  return operator.installed && installed === publishedArtifact(operator.installed) ? publishedArtifact(operator.wanted) : installed
}

/**
 * What an address pins: a digest, or the version in its tag (`v0.58.1`); `undefined` where it floats.
 */
export function pinOf(artifact: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(artifact)?.[1] ?? /:v?(\d+\.\d+\.\d+)$/.exec(artifact)?.[1]
}
