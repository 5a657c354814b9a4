import { signsIn } from './batch.ts'
import type { Cause } from './cause.ts'
import { BENIGN } from './causes/benign.ts'
import { causeOf, CAUSES } from './causes/all.ts'
import type { Finding } from './finding.ts'
import { causesOf, normalised, TIERS, unbroken, type Hit } from './match.ts'
import { namesIn, type Subject } from './names.ts'
import { redacted } from '../domain/redact.ts'
import type { Segment, Shape } from './read/segment.ts'

/** No more causes than a person reads. */
const MOST_FINDINGS = 5
const MOST_EVIDENCE = 3
const EVIDENCE_LENGTH = 240

/** How many texts are looked at together. */
const BATCH = 64

interface Waiting {
  /** The same text, with and without the line ends of a terminal. */
  texts: string[]
  subject: Subject | undefined
  isHealthy: boolean
  isSource: boolean
}

interface Candidate {
  hit: Hit
  subject: Subject | undefined
  evidence: Set<string>
  texts: string[]
  fix?: string | undefined
}

/** Gathers what the parts of one input speak for, and weighs them against each other at the end. */
export function collector(): { add(segment: Segment): void; addShape(shape: Shape): void; findings(): Finding[] } {
  const candidates = new Map<string, Candidate>()
  const waiting: Waiting[] = []
  let parts = 0

  function note(hit: Hit, subject: Subject | undefined, text: string, fix?: string): void {
    const known = candidates.get(hit.cause.id)
    const evidence = evidenceOf(hit.evidence, subject)
    if (!known) return void candidates.set(hit.cause.id, { hit, subject, evidence: new Set([evidence]), texts: [text], fix })
    if (hit.score > known.hit.score)
      Object.assign(known, { hit, subject, fix, texts: [text, ...known.texts], evidence: new Set([evidence, ...known.evidence]) })
    else if (known.evidence.size < MOST_EVIDENCE) known.evidence.add(evidence)
    known.texts.length = Math.min(known.texts.length, MOST_EVIDENCE)
  }

  function look(): void {
    const signs = signsIn(waiting.flatMap(({ texts }) => texts))
    for (const { texts, subject, isHealthy, isSource } of waiting.splice(0))
      for (const text of texts)
        for (const hit of causesOf(text, isHealthy ? BENIGN : CAUSES, { subject, signs }))
          if (!isSource || hit.confidence === 'certain') note(hit, subject, text)
  }

  return {
    add({ text, subject, isHealthy = false, isSource = false }) {
      const plain = normalised(text)
      if (plain === '' || plain === ':') return
      parts++
      const whole = unbroken(text)
      waiting.push({ texts: whole === undefined ? [plain] : [plain, normalised(whole)], subject, isHealthy, isSource })
      if (waiting.length === BATCH) look()
    },
    addShape({ cause: id, confidence, evidence, subject, text, fix }) {
      const cause = causeOf(id)
      parts++
      note({ cause, confidence, evidence, score: TIERS[confidence] + 9, isSymptom: false }, subject, text, fix)
    },
    findings() {
      look()
      return best([...candidates.values()], parts).map(findingOf)
    },
  }
}

/** Possible causes are noise beside likely ones of other parts, and "all is well" is no finding beside a fault. */
function best(candidates: Candidate[], parts: number): Candidate[] {
  const isFault = ({ hit }: Candidate) => hit.cause.weight !== 'harmless'
  const hasStrong = candidates.some((one) => isFault(one) && one.hit.confidence !== 'possible')
  const kept = candidates.filter((one) => parts === 1 || !hasStrong || (isFault(one) && one.hit.confidence !== 'possible'))
  return kept.sort((a, b) => b.hit.score - a.hit.score).slice(0, MOST_FINDINGS)
}

function findingOf({ hit, subject, evidence, texts, fix }: Candidate): Finding {
  const { cause, confidence } = hit
  return {
    cause: cause.id,
    confidence,
    evidence: [...evidence].slice(0, MOST_EVIDENCE),
    ...(cause.differs && confidence !== 'certain' ? { differs: [cause.differs] } : {}),
    fix: fix ?? fixOf(cause, texts, subject),
    docs: docsOf(cause),
  }
}

function fixOf(cause: Cause, texts: string[], subject: Subject | undefined): string {
  return cause.fix(namesIn(texts, subject))
}

function docsOf({ id }: Cause): string {
  return `causes.md#${id}`
}

function evidenceOf(words: string, subject: Subject | undefined): string {
  const object = subject?.name
    ? `${[subject.kind, [subject.namespace, subject.name].filter(Boolean).join('/')].filter(Boolean).join(' ')}: `
    : ''
  const clean = redacted(words).replace(/[\s:]+$/, '')
  return object + (clean.length > EVIDENCE_LENGTH ? `${clean.slice(0, EVIDENCE_LENGTH)}…` : clean)
}
