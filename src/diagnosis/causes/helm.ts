import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'

/** What Helm says of its releases. */
export const HELM: Cause[] = [
  {
    id: 'helm-locked',
    title: 'an interrupted operation left the release pending',
    signs: [
      symptom(/(?:release|helm)[^.]{0,40}stuck|stuck[^.]{0,40}(?:pending|release|upgrade)/i),
      likely(
        /(?:status|release)[^.]{0,60}pending[- ](?:install|upgrade|rollback)|"?[\w-]+"? has no deployed releases|operation is (?:still )?in progress/i,
        { rank: 5 },
      ),
      certain(/another operation \(install\/upgrade\/rollback\) is in progress/i),
      likely(/install(?:ation)? (?:is )?(?:still )?in progress|lock(?:ed)? by another/i, { rank: 4 }),
      likely(
        [
          /pending-(?:install|upgrade|rollback)|cannot (?:rollback|upgrade)[^.]{0,40}pending/i,
          /release[^.]{0,40}(?:is )?locked|unable to acquire[^.]{0,20}lock/i,
        ],
        { rank: 8 },
      ),
      likely([/has no deployed releases|release: not found[^.]{0,20}pending/i, /release "?[\w-]+"? failed, and has been uninstalled/i], {
        rank: 5,
      }),
      possible(near('\\bhelm\\b|release', 'pending|stuck|in progress|locked', 120), { rank: 3 }),
    ],
    fix: ({ cluster, release, namespace }) =>
      shell`helm --namespace ${namespace} history ${release} && flux-irsa install --cluster ${cluster}`,
    example: 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
  },
  {
    id: 'helm-name-in-use',
    title: 'the release name is taken',
    signs: [
      certain(/cannot re-use a name that is still in use/i),
      likely(
        [/release[^.]{0,40}(?:already exists|name (?:is )?(?:already )?(?:taken|in use))/i, /a release named [^ ]+ (?:is |already )/i],
        {
          rank: 8,
        },
      ),
    ],
    fix: ({ namespace, release }) => shell`helm --namespace ${namespace} list --all --filter ${`^${release}$`}`,
    example: 'Error: INSTALLATION FAILED: cannot re-use a name that is still in use',
  },
  {
    id: 'helm-values-invalid',
    title: 'the chart cannot be rendered with these values',
    topics: ['helm'],
    signs: [
      likely(/values don'?t meet the specifications of the schema/i, { rank: 10 }),
      likely(
        /(?:template: |executing "|execution error at \()[^]{0,300}(?:nil pointer|can't evaluate|error calling|is required|wrong type)/i,
        { rank: 9 },
      ),
      likely(/(?:error calling include|execution error at \(|YAML parse error on |error converting YAML to JSON)/i, { rank: 8 }),
      likely(
        /could not (?:find|resolve) (?:Secret|ConfigMap)? ?(?:chart )?values (?:reference|key)|chart values (?:reference|key) [^.]{0,60}not found|failed to compose values/i,
        {
          rank: 9,
        },
      ),
    ],
    differs:
      'the values of the HelmRelease and of its valuesFrom against values.yaml and values.schema.json of the very version of the chart',
    fix: ({ namespace, name }) => shell`flux debug helmrelease ${name} --namespace ${namespace} --show-values`,
    example:
      "Helm upgrade failed for release apps/web with chart web@1.0.0: values don't meet the specifications of the schema(s) in the following chart(s): web: - replicas: Invalid type. Expected: integer, given: string",
  },
  {
    id: 'helm-ownership',
    title: 'objects exist that this release does not own',
    signs: [
      certain(/invalid ownership metadata|cannot be imported into the current release/i),
      likely(/rendered manifests contain a (?:new )?resource that already exists/i, { rank: 9 }),
      likely(/Apply failed with \d+ conflicts?|conflicts? with "[^"]+"(?: using| with subresource)?/i, { rank: 7 }),
      likely(/(?:failed to create resource|INSTALLATION FAILED|UPGRADE FAILED|helm)[^]{0,160}already exists/i, { rank: 6 }),
      likely(/meta\.helm\.sh\/release-name|app\.kubernetes\.io\/managed-by[^.]{0,40}(?:missing|must be)/i, { rank: 6 }),
      possible(/"[^"]+" already exists/i),
    ],
    fix: ({ cluster }) => shell`flux-irsa install --cluster ${cluster} --adopt`,
    example:
      'Error: Unable to continue with install: ServiceAccount "flux-operator" in namespace "flux-system" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
  },
]
