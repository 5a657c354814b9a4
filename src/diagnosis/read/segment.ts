import type { Subject } from '../names.ts'
import type { Confidence } from '../cause.ts'

/** A text to be explained, with what is known about it. */
export interface Segment {
  text: string
  subject?: Subject
  /** The object says that it is well: then its words are no sign of a fault. */
  isHealthy?: boolean
}

/** What the shape of an object shows, without any message. */
export interface Shape {
  cause: string
  confidence: Confidence
  evidence: string
  subject: Subject
  text: string
}
