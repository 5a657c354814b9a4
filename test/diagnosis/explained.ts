import { explain } from '../../src/diagnosis/explain.ts'

/** What `explain` finds in the text, which comes in these pieces. */
export async function findings(...chunks: string[]) {
  return (await explain(chunks)).report.findings
}

/** The causes that `explain` finds in the text, best first. */
export async function causes(...chunks: string[]) {
  return (await findings(...chunks)).map(({ cause }) => cause)
}
