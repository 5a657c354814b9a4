import type { AllSaid, Said } from './said.ts'

const passwordKeys = ['gitPasswordFile', 'gitPasswordStdin', 'gitPassword']

/** Whether this option was said so that a password comes from it. */
export function isPasswordSource(said: AllSaid, key: string): boolean {
  const one = said.get(key)
  return one !== undefined && one.value !== false
}

/** The first source of a password that was said, with its option key. */
export function passwordSource(said: AllSaid): (Said & { key: string }) | undefined {
  const key = passwordKeys.find((one) => isPasswordSource(said, one))
  const one = key === undefined ? undefined : said.get(key)
  return key !== undefined && one ? { ...one, key } : undefined
}
