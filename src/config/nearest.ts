/**
 * The candidate that was most likely meant, if one is near enough: at most a third of its letters differ.
 * Case, `-` and `_` do not count, so that `git-url` finds `gitUrl`.
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(text.slice(0, 64))
  if (wanted.length < 2) return undefined
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate)) }))
    .filter(({ candidate, distance: far }) => far <= Math.max(1, Math.floor(plain(candidate).length / 3)))
  ranked.sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_]/g, '')
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost, swapped))
    }
  }
  return at(a.length, b.length)
}
