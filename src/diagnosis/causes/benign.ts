import { certain, likely, possible, type Cause } from '../cause.ts'

/** A log of Flux may have `"error": "Succeeded"`: that is none. */
const FAULT = /\b(?:fail(?:ed|ure)?|error(?!"?: *"?Succeeded)|denied|timeout|refused|cannot|unable)\b/i

/** No fault: what programs say when all is well, or while they wait. */
export const BENIGN: Cause[] = [
  {
    id: 'benign',
    title: 'no fault: informational, or transient by design',
    weight: 'harmless',
    signs: [
      likely(
        /\b(?:is already|already) (?:up[- ]to[- ]date|installed|exists, skipping)|nothing to (?:do|commit)|Everything up-to-date|no differences|in sync\b/i,
        { rank: 5, unless: FAULT },
      ),
      likely(
        [
          /Throttling request took [\d.]+m?s|no new tags found|discarding event, no alerts|new (?:CLI )?version is available, please upgrade/i,
          /serviceaccounts that exist in Kubernetes will be updated|no tasks\b|all checks passed|next (?:scan|run) in \d/i,
        ],
        { rank: 6, unless: /\b(?:failed|error|denied|refused|cannot|unable|deadline)\b/i },
      ),
      certain(
        [
          /successful scan: found [1-9]\d* tags|(?:^|\W)no updates made\b|repository up-to-date/i,
          /artifact up-to-date with remote revision|no changes since last reconcil/i,
        ],
        { unless: FAULT },
      ),
      certain(/client-side throttling, not priority and fairness/i),
      certain(/the object has been modified; please apply your changes to the latest version/i),
      likely(
        [
          /stored (?:fetched manifest|artifact|chart)|stored artifact for (?:revision|commit|digest)/i,
          /Applied revision: |Fetched revision|Reconciliation (?:finished|succeeded)/i,
          /Release reconciliation succeeded|(?:Helm )?(?:install|upgrade|test) succeeded|Latest image tag for /i,
          /resolved to (?:tag )?|Health check passed|garbage[- ]collected|scan skipped|no new (?:commits|tags)/i,
          /committed and pushed|(?:pushed|no change) commit|last commit [0-9a-f]+|reconciliation in progress/i,
          /ProgressingWithRetry|Progressing|already (?:present|up to date)|is up to date|pulled '?[\w./:-]+'? chart/i,
        ],
        { rank: 7, unless: FAULT },
      ),
      likely(
        [
          /successfully (?:pulled|assigned|reconciled|acquired lease|updated|assumed|authenticated)/i,
          /Starting (?:workers|controller|EventSource|manager)|Waiting for (?:cache|leader|caches)/i,
          /attempting to acquire leader lease|Reconciler? (?:is )?suspended|is suspended|suspended: true/i,
          /no work to do|unchanged|Image is up to date|Image already present|no new images\b/i,
          /Kubernetes configuration file is (?:group|world)-readable|is deprecated/i,
          /deprecat(?:ed|ion)[^.]{0,60}(?:warning|in v|use )|^W?arning:/i,
        ],
        { rank: 5, unless: FAULT },
      ),
      likely(
        [
          /dependency '[^']+' (?:revision )?is not (?:up to date|ready)|requeue|will retry|retrying in|not ready yet/i,
          /waiting to be reconciled|cached credentials|Skipping|No changes/i,
        ],
        { rank: 3, unless: FAULT },
      ),
      likely(
        [
          /leader election lost|http: TLS handshake error from [^ ]+: EOF|unable to fetch metrics/i,
          /metrics\.k8s\.io\/v1beta1[^.]{0,60}(?:unable|stale)|Liveness probe|context canceled/i,
        ],
        { rank: 3 },
      ),
      possible(/(?:True|Ready|Succeeded|succeeded|info|Normal)\b/, { unless: FAULT }),
    ],
    fix: () => 'Nothing is to be done.',
    example: 'successful scan: found 12 tags',
  },
]
