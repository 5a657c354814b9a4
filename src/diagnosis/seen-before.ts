const DIGIT_0 = 48
const DIGIT_9 = 57

/**
 * How many characters of different texts are looked at, so that time stays bounded (about a second per million): of those that speak of
 * trouble, and of all others.
 */
const BUDGETS = { trouble: 1_000_000, other: 300_000 }
const TROUBLE =
  /err|fail|denied|unauth|forbid|refus|timeout|timed out|unable|cannot|could not|not (?:found|ready|valid)|invalid|expire|exceed|x509|no such|missing|unknown|throttl|toomany|warn|\bno\b/i

/**
 * Tells texts apart by their words: those that differ only in times, ids, addresses and counts are one kind. `isNew` is also false once the
 * budget is spent; `isSpent` says so of the texts that speak of trouble.
 */
export function kindsSeen(): { isNew(text: string): boolean; isSpent(): boolean } {
  const kinds = new Set<number>()
  const left = { ...BUDGETS }
  return {
    isNew(text) {
      if (left.trouble <= 0 && left.other <= 0) return false
      const kind = hashOfWords(text)
      if (kinds.has(kind)) return false
      const budget = TROUBLE.test(text) ? 'trouble' : 'other'
      if (left[budget] <= 0) return false
      left[budget] -= text.length
      kinds.add(kind)
      return true
    },
    isSpent: () => left.trouble <= 0,
  }
}

/** FNV-1a over two halves, of all words that hold no digit. 53 bits: no two of the kinds of one input collide in practice. */
function hashOfWords(text: string): number {
  let high = 0x811c9dc5
  let low = 0x1000193
  let wordHigh = high
  let wordLow = low
  let hasDigit = false
  const length = Math.min(text.length, 2048)
  for (let index = 0; index <= length; index++) {
    const code = index === length ? 32 : text.charCodeAt(index)
    if (code <= 47 || code === 58 || code === 61) {
      if (hasDigit) [wordHigh, wordLow, hasDigit] = [high, low, false]
      else [high, low] = [wordHigh, wordLow]
      continue
    }
    if (code >= DIGIT_0 && code <= DIGIT_9) hasDigit = true
    wordHigh = Math.imul(wordHigh ^ code, 0x01000193) >>> 0
    wordLow = Math.imul(wordLow ^ (code + 7), 0x85ebca6b) >>> 0
  }
  return (high & 0x1fffff) * 0x1_0000_0000 + low
}
