import type { Subject } from './names.ts'

/** What a text is about: the object or the program that said it. A cause that is bound to topics is never found in a text about others. */
export type Topic = 'git' | 'registry' | 'bucket' | 'notification' | 'kustomize' | 'helm' | 'sops' | 'operator'

const OF_KIND: [RegExp, Topic[]][] = [
  [/^(?:gitrepositor(?:y|ies)|imageupdateautomations?)\b/i, ['git']],
  [/^(?:image|oci)repositor(?:y|ies)\b|^imagepolic(?:y|ies)\b/i, ['registry']],
  [/^helmrepositor(?:y|ies)\b|^helmcharts?\b|^helmreleases?\b/i, ['registry', 'helm']],
  [/^buckets?\b/i, ['bucket']],
  [/^(?:providers?|alerts?|receivers?)$/i, ['notification']],
  [/^kustomizations?\b/i, ['kustomize', 'sops']],
]

/** Phrases of one program alone: where one stands, the text is about nothing else, whatever object it came from. */
const TOLD: [Topic, RegExp][] = [
  [
    'notification',
    /failed to (?:send|dispatch|post) notification|NotificationDispatchFailed|receiver-server|initialize notifier|unable to validate payload/i,
  ],
  [
    'bucket',
    /failed to confirm existence of '|bucket '[^']*' not found|BucketOperationFailed|not authorized to perform:? s3:|\.s3[.-]dualstack/i,
  ],
  [
    'kustomize',
    /kustomize build failed|kustomization path not found|post ?build failed for|accumulating (?:resources|components)\b|failed to find unique target|dry-run failed/i,
  ],
  ['operator', /(?:^|: )build failed: /i],
  ['sops', /sops data key|decryption failed for '|error decrypting sources/i],
  [
    'registry',
    /\bscan failed: |chart pull error|failed to determine artifact digest|invalid AWS registry|Helm repository index|\/tags\/list\b|could not get tags for/i,
  ],
  ['git', /unable to clone '|unable to list remote for|failed to checkout and determine revision|failed to push to remote/i],
]

/** Names of programs, kinds and reasons, which any text may hold beside others. */
const IN_TEXT: [Topic, RegExp][] = [
  ['git', /image-automation-controller|\b(?:ImageUpdateAutomation|GitRepository)\/|flux bootstrap|GitOperationFailed|GitRepository "/],
  [
    'registry',
    /image-reflector-controller|\b(?:ImageRepository|OCIRepository|HelmRepository|HelmChart)\/|ReadOperationFailed|ErrImagePull/,
  ],
]

/** What is known of a text before its words are weighed. */
export interface Topics {
  /** All that it is about, by its words too. */
  named: ReadonlySet<Topic>
  /** What it is about for certain, by its object or by a phrase of one program; empty where neither tells. */
  sure: ReadonlySet<Topic>
}

/** The topics of a text. A phrase of one program tells more than the object that the line was logged for. */
export function topicsOf(text: string, subject: Subject | undefined): Topics {
  const told = TOLD.filter(([, words]) => words.test(text)).map(([topic]) => topic)
  const byKind = OF_KIND.flatMap(([kinds, topics]) => (kinds.test(subject?.kind ?? '') ? topics : []))
  const sure = told.length > 0 ? told : byKind
  if (sure.length > 0) return { named: new Set(sure), sure: new Set(sure) }
  return { named: new Set(IN_TEXT.filter(([, words]) => words.test(text)).map(([topic]) => topic)), sure: new Set() }
}
