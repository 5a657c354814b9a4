/** What helm prints after `Error: `, with its exit code 1. Not a Failure: these are the simulated program's words, not the product's. */
export class HelmError extends Error {}

/** The helm process is gone: work stops where it is and nothing is tidied up. */
export class Killed extends Error {}
