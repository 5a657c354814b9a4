/** What services set beside `CI`, or without it. Sources: their documentation of predefined variables. */
const OF_SERVICES = [
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BITBUCKET_BUILD_NUMBER',
  'JENKINS_URL',
  'TF_BUILD',
  'CODEBUILD_BUILD_ID',
  'TEAMCITY_VERSION',
]

/**
 * Whether a service runs this, which often gives its jobs a terminal that nobody sits at. `CI` decides where it is set; Node's own tools read
 * `false` and `0` as no.
 */
export function isCi(env: Record<string, string | undefined>): boolean {
  const ci = env['CI']
  if (ci) return ci !== 'false' && ci !== '0'
  return OF_SERVICES.some((name) => Boolean(env[name]))
}
