import type { Subject } from './names.ts'

/** What a text is about where its words do not say: the object or the program that said it. */
export type Topic = 'git' | 'registry'

const OF_KIND: [Topic, RegExp][] = [
  ['git', /^(?:gitrepositor(?:y|ies)|imageupdateautomations?)\b/i],
  ['registry', /^(?:image|oci|helm)repositor(?:y|ies)\b|^helmcharts?\b/i],
]
const IN_TEXT: [Topic, RegExp][] = [
  ['git', /image-automation-controller|\b(?:ImageUpdateAutomation|GitRepository)\/|flux bootstrap|GitOperationFailed|GitRepository "/],
  [
    'registry',
    /image-reflector-controller|\b(?:ImageRepository|OCIRepository|HelmRepository|HelmChart)\/|ReadOperationFailed|ErrImagePull/,
  ],
]

/** The topics of a text, by its object and by the names of programs and reasons in it. */
export function topicsOf(text: string, subject: Subject | undefined): Set<Topic> {
  const byKind = OF_KIND.filter(([, kinds]) => kinds.test(subject?.kind ?? '')).map(([topic]) => topic)
  return new Set(byKind.length > 0 ? byKind : IN_TEXT.filter(([, words]) => words.test(text)).map(([topic]) => topic))
}
