import type { Subject } from '../names.ts'
import type { Confidence } from '../cause.ts'

/** A text to be explained, with what is known about it. */
export interface Segment {
  text: string
  subject?: Subject
  /** The object says that it is well: then its words are no sign of a fault. */
  isHealthy?: boolean
  /** It is code or configuration: only what proves a cause counts, for its words report nothing. */
  isSource?: boolean
}

/** What the shape of an object shows, without any message. */
export interface Shape {
  cause: string
  confidence: Confidence
  evidence: string
  subject: Subject
  text: string
  /** The command that belongs to it, where it is not that of the cause. */
  fix?: string
}

/** Something in an IAM document that cannot do what it is there for. */
export interface Mistake {
  cause: string
  evidence: string
  /** `certain` unless said: the document alone proves it. */
  confidence?: Confidence
  fix?: string
}

/** What was read of a document: what it says, and what its fields show. */
export interface Document {
  segments: Segment[]
  shapes: Shape[]
}
