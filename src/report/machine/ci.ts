/**
 * Whether `CI` says that a service runs this, which often gives its jobs a terminal that nobody sits at. As the services set it; Node's own
 * tools read `false` and `0` as no.
 */
export function isCi(env: Record<string, string | undefined>): boolean {
  return Boolean(env['CI']) && env['CI'] !== 'false' && env['CI'] !== '0'
}
