/** Where the charts are published, and signed; mirrors of others may hold other bytes. */
export const PUBLISHED_CHARTS = 'oci://ghcr.io/controlplaneio-fluxcd/charts'

/**
 * Digests of published charts, as helm printed them on a pull or as they stand in somebody's cluster. A version is listed only where public
 * sources say its digest; none is computed or guessed, so the newest are often missing:
 * - flux-operator 0.57.0: three repositories, among them the record of a migration that also names flux-instance 0.57.0;
 * - flux-operator 0.58.0: two repositories with the output of `helm template`;
 * - flux-instance 0.59.0: one log of helmfile.
 * A wrong entry cannot bring in other bytes than those of the name: a pull by a digest that is not there fails.
 */
const KNOWN: Record<string, Record<string, string>> = {
  'flux-operator': {
    '0.57.0': 'sha256:35105642acae3aceaf6a22e986653f766827c46e72179a9fec23214ec5f5317c',
    '0.58.0': 'sha256:1ccf038123198fab1923b3fc4977154bd4cc3729f4c7d957dedf09478d9d19d5',
  },
  'flux-instance': {
    '0.57.0': 'sha256:2ef25fdd727deeb2480ec563845961b13c7258a422570a15a010fec0b6384803',
    '0.59.0': 'sha256:c7078e69a189182c0f89e0d48bdfefd4f86f84bea7d4e842eba38bd8c12d2980',
  },
}

/** The digest that a chart of this version is pinned by where the user names none; `undefined` where it is not known, or from elsewhere. */
export function knownChartDigest(charts: string, name: string, version: string): string | undefined {
  return charts === PUBLISHED_CHARTS && Object.hasOwn(KNOWN[name] ?? {}, version) ? KNOWN[name]?.[version] : undefined
}
