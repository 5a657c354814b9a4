/**
 * Strongest first. What ended the whole run comes before what one cluster met; then what failed, before what could not be tried, was
 * refused or could not be determined.
 */
const ORDER = [143, 130, 124, 1, 4, 64, 3, 2]

/** The exit code of a run of several clusters: the worst of theirs; 0 when all are. */
export function worstExitCode(codes: readonly number[]): number {
  return ORDER.find((code) => codes.includes(code)) ?? codes.find((code) => code !== 0) ?? 0
}
