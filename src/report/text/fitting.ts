/** Bytes of a text in UTF-8. */
export const bytes = (text: string): number => Buffer.byteLength(text)

/** The first rows that take no more than `room` bytes together. */
export function fitting(rows: string[], room: number): string[] {
  let used = 0
  return rows.filter((row) => (used += bytes(row) + 1) <= room)
}

/** How many rows were left out of a table, as a paragraph below it; nothing where all are shown. */
export function leftOut(rows: string[], shown: string[]): string[] {
  return rows.length === shown.length ? [] : ['', `${rows.length - shown.length} more do not fit here.`]
}

/** The first lines that fit, and as the last one how many do not. */
export function clipped(lines: string[], room: number): string[] {
  const shown = fitting(lines, room)
  return shown.length === lines.length ? lines : [...shown, `… ${lines.length - shown.length} more lines do not fit here`]
}
