/** Of this program; esbuild puts package.json's version here, sources run unbundled say so. */
export const VERSION: string = typeof FLUX_IRSA_VERSION === 'string' ? FLUX_IRSA_VERSION : '0.0.0-source'

declare const FLUX_IRSA_VERSION: string | undefined
