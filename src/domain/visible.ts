/**
 * Characters that show nothing, or change how others show: all control characters but the newline, line and paragraph separators, marks of
 * direction (Trojan Source, CVE-2021-42574), zero-width ones, tags, fillers, and halves of surrogate pairs. What joins and colours emoji is
 * left out where it does that.
 */
const CONTROLS = String.raw`(?!\n)[\p{Cc}\p{Zl}\p{Zp}]`
const UNSEEN = String.raw`(?!(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier})[\u200D\uFE0E\uFE0F])(?!(?<=\uFE0F)\u200D)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]`

export const UNPRINTABLE = new RegExp(`${CONTROLS}|${UNSEEN}`, 'gu')

/** Text in which every character that shows nothing is written out as its number: `\u200b`, `\u{e0041}`. Newlines are kept. */
export function visible(text: string): string {
  return text.replaceAll(UNPRINTABLE, written)
}

/** How JavaScript writes a character by its number. */
export function written(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}
