import { shell } from '../../domain/shell.ts'
import { likely, possible, symptom, type Cause } from '../cause.ts'

/** What kustomize-controller says before it applies anything. */
export const KUSTOMIZE: Cause[] = [
  {
    id: 'kustomize-build-failed',
    title: 'kustomize cannot build the path: a file, a patch target or a variable is missing',
    topics: ['kustomize'],
    signs: [
      symptom(/kustomiz\w*[^.]{0,40}(?:does not|doesn't|cannot|can't|fails? to) build/i),
      likely(/no matches for Id [\w.-]+/i, { rank: 10 }),
      likely(/failed to find unique target for patch/i, { rank: 10 }),
      likely(/kustomization path not found/i, { rank: 10 }),
      likely(/post ?build failed for|variable substitution failed|variable not set \(strict mode\)|envsubst error/i, { rank: 9 }),
      likely(/(?:evalsymlink failure|lstat|open|stat) [^]{0,120}no such file or directory/i, { rank: 9 }),
      likely(
        /must build at directory|not a valid directory|no 'git' ref|may not add resource with an already registered id|trouble configuring builtin|invalid Kustomization|security; file [^ ]+ is not in or below/i,
        { rank: 9 },
      ),
      likely(/accumulating (?:resources|components)/i, { rank: 6 }),
      likely(/kustomize build failed/i, { rank: 6 }),
      possible(/\bkustomize build\b/i, { rank: 6 }),
    ],
    differs: 'a patch applies to what the build contains, and a Flux Kustomization is not in its own build: patch it in the one above',
    fix: ({ buildPath }) => shell`kubectl kustomize ${buildPath}`,
    example:
      'kustomize build failed: no matches for Id Deployment.v1.apps/web.apps; failed to find unique target for patch Deployment.v1.apps/web.apps',
  },
  {
    id: 'apply-rejected',
    title: 'the API server refuses an object that is applied: a field is invalid or may not change, or an admission webhook says no',
    topics: ['kustomize', 'helm'],
    signs: [
      likely(/field is immutable|updates to statefulset spec for fields other than|may not change these fields/i, { rank: 9 }),
      likely(/admission webhook "[^"]+" denied the request/i, { rank: 9, unless: /iam-for-pods|pod-identity/i }),
      likely(/dry-run failed[^]{0,160}(?:\bInvalid\b|is invalid)/i, {
        rank: 8,
        unless: /no matches for kind|Unsupported value|unknown field/i,
      }),
      likely(/"[\w.-]+" is invalid: \[?(?:spec|metadata)[\w.[\]]*: (?:Invalid|Required|Forbidden)/i, {
        rank: 5,
        unless: /Unsupported value|no matches for kind/i,
      }),
      likely(/failed to create typed patch object|metadata\.name: Invalid value|namespace not specified/i, {
        rank: 7,
        unless: /field not declared/i,
      }),
    ],
    differs: 'what cannot change has to be made anew: kustomize.toolkit.fluxcd.io/force: enabled on that object, or spec.force',
    fix: ({ namespace, name }) => shell`flux diff kustomization ${name} --namespace ${namespace} --path PATH`,
    example: 'Job/apps/migrate dry-run failed (Invalid): Job.batch "migrate" is invalid: spec.template: Invalid value: field is immutable',
  },
]
