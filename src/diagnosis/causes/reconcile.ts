import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { TROUBLE } from '../phrases.ts'

const NOT_A_WAIT = /dial tcp|lookup |169\.254|https?:\/\/|IMDS|unable to clone|webhook|pull image/i

/** What flux-operator and the controllers say of their work. */
export const RECONCILE: Cause[] = [
  {
    id: 'fluxinstance-build-failed',
    title: 'flux-operator cannot build the Flux that is wanted',
    topics: ['operator'],
    signs: [
      likely(
        /(?:flux(?: version)?|distribution|semver) ["'`]?[^ ]{1,20}["'`]? (?:is )?(?:not supported|not found|unsupported|no match)|distribution\.version|unsupported registry|components? [^.]{0,40}(?:not supported|unknown|invalid)/i,
        {
          rank: 5,
          unless: /chart|helm|git|kubernetes|container engine/i,
        },
      ),
      certain(/add operation does not apply: doc is missing path: "\/spec\/versions/i),
      likely(
        [
          /the only accepted name for a FluxInstance|FluxInstance[^.]{0,80}(?:invalid|spec\.\w+)/i,
          /operator[^.]{0,60}(?:too old|outdated|not compatible|incompatible)/i,
        ],
        { rank: 5 },
      ),
      likely(/\b(?:build failed|BuildFailed)\b/i, { rank: 8, unless: /kustomize build failed|accumulating|docker|decrypt|openapi/i }),
      likely(
        [
          /(?:add|replace|remove|test) operation does not apply|unable to determine the version/i,
          /failed to (?:match|get|determine)[^.]{0,40}(?:distribution|flux) version/i,
          /(?:distribution|flux)[^.]{0,60}version[^.]{0,60}(?:not (?:found|supported)|unsupported|no match|invalid)/i,
          /determine the version[^]{0,40}no match found for semver: |storage path|is not supported by (?:this|the)[^.]{0,20}operator/i,
          /unsupported (?:flux )?(?:version|component|distribution|variant)|manifests? for[^.]{0,40}not found/i,
          /failed to (?:build|generate)[^.]{0,30}(?:manifests|flux|distribution|kustomiz)/i,
        ],
        { rank: 6, unless: /chart|helm|git|openapi|kubernetes|oci artifact/i },
      ),
      likely(/FluxInstance[^]{0,120}(?:fail|error|not ready|invalid)/i, {
        rank: 3,
        unless: /artifact|no matches for kind|not found|health|timeout/i,
      }),
      possible(near('fluxinstance|flux[- ]operator', TROUBLE, 120), { rank: 2 }),
    ],
    fix: ({ cluster }) => shell`flux-irsa install --cluster ${cluster} --operator-version 0.58.1`,
    example:
      'build failed: add operation does not apply: doc is missing path: "/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties/eventSources": missing value',
  },
  {
    id: 'fluxinstance-artifact-pull',
    title: 'flux-operator cannot pull its manifests artifact',
    topics: ['operator'],
    signs: [
      likely(
        /(?:pulling|fetching|getting|checking)[^.]{0,40}(?:manifests|artifact|digest)[^]{0,200}(?:flux-operator|fluxinstance|controlplane)/i,
        { rank: 7, unless: /chart|helm/i },
      ),
      likely(
        [
          /flux-operator-manifests[^]{0,200}(?:fail|error|denied|timeout|not found|unauthorized|refused|x509|EOF|no such host|40[134]|429)/i,
          /(?:fail|error|unable)[^]{0,160}flux-operator-manifests/i,
        ],
        { rank: 9, unless: /failed to do request|pull and unpack|kubelet|build failed/i },
      ),
      likely(
        [
          /\bArtifactFailed\b/i,
          /(?:pulling|fetching|failed to (?:pull|fetch|get|extract))[^.]{0,40}(?:distribution )?artifact\b(?! registry)/i,
          /distribution (?:artifact|manifests)[^.]{0,60}(?:fail|error|unable|not found)|latest digest/i,
          /pull[^.]{0,20}(?:OCI )?artifact[^.]{0,30}fail/i,
        ],
        {
          rank: 8,
          unless: /source-controller|OCIRepository|svc\.cluster|chart|download archive|artifact digest|artifact from '|GitRepository/i,
        },
      ),
      possible(/controlplaneio-fluxcd\//i, { rank: 6, unless: /already|Reconcil/i }),
    ],
    differs: 'the rest of the message: a name that does not resolve, a refused login, a missing tag',
    fix: ({ namespace, name }) =>
      shell`kubectl --namespace ${namespace} patch fluxinstance ${name} --type json --patch '[{"op":"remove","path":"/spec/distribution/artifact"}]'`,
    example:
      'fetching latest manifests failed: failed to pull artifact ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest: GET https://ghcr.io/token: DENIED: denied',
  },
  {
    id: 'health-check-timeout',
    title: 'what was applied did not become ready in time',
    topics: ['kustomize', 'helm', 'operator'],
    weight: 'consequence',
    signs: [
      likely(/\d+ health ?check failures?/i, { rank: 3 }),
      symptom(/(?:never|not|doesn't|does not)[^.]{0,30}(?:become|becom\w+|get)[^.]{0,10}(?:ready|healthy)|hangs? (?:at|on|while)/i),
      possible(
        /(?:install|upgrade|rollback|reconciliation|release)[^.]{0,40}failed|(?:INSTALLATION|UPGRADE|ROLLBACK) FAILED|not ready|CrashLoop/i,
        { rank: 0 },
      ),
      likely(
        /BackoffLimitExceeded|(?:pre|post)-(?:install|upgrade|rollback|delete) hooks failed|is not ready: [\w-]+\/[\w.-]+\. \d+ out of \d+|client rate limiter Wait returned/i,
        { rank: 7 },
      ),
      likely(/^\W*(?:Error: )?context deadline exceeded\W*$|timed out waiting for/i, { rank: 6 }),
      likely(
        [
          /(?:install|upgrade) retries exhausted|ReadinessProbe|Readiness probe failed|Insufficient (?:cpu|memory)/i,
          /FailedScheduling|nodes are available: |unschedulable/i,
        ],
        { rank: 5 },
      ),
      likely(
        [
          /health check failed after|HealthCheckFailed|timeout waiting for: \[|timed out waiting for the condition/i,
          /exceeded its progress deadline|ProgressDeadlineExceeded|failed early due to stalled/i,
          /resource not ready, name:/i,
          /waiting for .{0,80} to (?:become|be) (?:ready|available)[^.]{0,40}(?:tim|exceed)|not ready within/i,
        ],
        { rank: 8, unless: /delet|namespace/i },
      ),
      likely(/(?:helm|release|install|upgrade|rollback|kustomization|reconcil\w*)[^]{0,240}context deadline exceeded/i, {
        rank: 6,
        unless: NOT_A_WAIT,
      }),
      likely(
        [
          /rate limiter Wait returned an error: context deadline exceeded|status: 'InProgress'/i,
          /status: "?(?:InProgress|Failed)"?\]?|CrashLoopBackOff/i,
          /(?:Deployment|StatefulSet|DaemonSet)[^.]{0,60}not (?:ready|available)/i,
        ],
        { rank: 5 },
      ),
      possible(/context deadline exceeded|timed out waiting/i, { rank: 5 }),
    ],
    differs: 'the pods of what is named: kubectl describe says what they wait for',
    fix: ({ namespace }) =>
      shell`kubectl --namespace ${namespace} get pods && kubectl --namespace ${namespace} get events --field-selector type=Warning --sort-by .lastTimestamp`,
    example: "health check failed after 5m0s: timeout waiting for: [Deployment/flux-system/podinfo status: 'InProgress']",
  },
  {
    id: 'source-not-ready',
    title: 'the source has no artifact yet: look at the source, not here',
    weight: 'consequence',
    signs: [
      likely(
        /\bSource (?:artifact )?not found|artifact for [^.]{0,60}not found|failed to (?:get|resolve|retrieve) (?:the )?source|could not (?:get|find) source/i,
        { rank: 6, unless: /ImageRepository|ImagePolic/i },
      ),
      possible(/referenced ImageRepository (?:has not been scanned|does not exist)/i, { rank: 6 }),
      certain(/Source is not ready, artifact not found|Helm ?Chart '[^']+' is not ready[."]*$/i),
      likely(/latest generation of object has not been reconciled/i, { rank: 6 }),
      likely(
        [
          /artifact not found/i,
          /(?:source|artifact|HelmChart|HelmRepository|GitRepository|OCIRepository|Bucket)[^.]{0,80}(?:is )?not (?:yet )?ready/i,
          /SourceNotReady|ArtifactNotFound|no artifact (?:available|found|yet)?|does not have an artifact/i,
          /waiting for (?:source|artifact)|\bsource not found|\bSourceNotFound|dependency '[^']+' is not ready/i,
          /dependencies do not meet ready condition|DependencyNotReady/i,
        ],
        { rank: 7, unless: /ImageRepository|ImagePolic|server is not ready|pull artifact/i },
      ),
      likely(
        [
          /(?:gitrepositor|helmrepositor|ocirepositor|helmchart|bucket)\w*(?:\.source\.toolkit\.fluxcd\.io)? "[^"]+" not found/i,
          /(?:GitRepository|HelmRepository|OCIRepository|HelmChart|Bucket)[^.]{0,80}not found/i,
        ],
        { rank: 7, unless: /no matches for kind|resource type/i },
      ),
      likely(/failed to get source|chart (?:source|artifact)[^.]{0,30}not (?:found|ready)|no chart artifact/i, { rank: 5 }),
      possible(near('\\bsource|artifact', TROUBLE, 120), { rank: 1 }),
    ],
    differs: 'the Ready condition of the source itself holds the root cause: explain that one',
    fix: ({ namespace }) => shell`kubectl --namespace ${namespace} get gitrepositories,ocirepositories,helmrepositories,helmcharts,buckets`,
    example: 'Source is not ready, artifact not found',
  },
  {
    id: 'sops-not-configured',
    title: 'the Kustomization has no decryption, or no key that fits',
    topics: ['sops', 'kustomize'],
    signs: [
      likely(
        /decryption secret error|load age identities|no identities specified|data values must be of type string|cannot be handled as a Secret: illegal base64/i,
        { rank: 8 },
      ),
      likely(/gpg: decryption failed|No secret key|MAC mismatch|no matching creation rules/i, { rank: 6 }),
      certain(/is SOPS encrypted, configuring decryption is required/i),
      likely(/cannot get sops data key|no key could decrypt the data key|Error getting data key/i, { rank: 5, unless: /kms|AWS|IMDS/i }),
      likely(
        [
          /sops metadata not found|no (?:matching )?(?:decryption|age|pgp) key/i,
          /no identity matched any of the recipients|successful groups required|ENC\[AES256_GCM|no secret key|age1/i,
          /could not decrypt with|unknown field "?sops|\.sops: field not declared/i,
          /decryption[^.]{0,60}(?:not configured|required|missing|not set)/i,
        ],
        { rank: 7, unless: /KMS/i },
      ),
      likely(/\bsops\b/i, { rank: 4, unless: /KMS|IMDS|AWS|AccessDenied/i }),
      possible(/\bsops\b/i, { rank: 6 }),
    ],
    fix: ({ namespace, name }) =>
      shell`kubectl --namespace ${namespace} patch kustomization ${name} --type merge --patch '{"spec":{"decryption":{"provider":"sops"}}}'`,
    example: 'Secret/apps/db is SOPS encrypted, configuring decryption is required for this secret to be reconciled',
  },
]
