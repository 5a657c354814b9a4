/**
 * Whether a value fits an IAM pattern: `*` stands for any characters, `/` included, and `?` for one. Case counts. Runs in the product of
 * both lengths at worst.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matches(pattern: string, value: string): boolean {
  let [p, v, star, retry] = [0, 0, -1, 0]
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++
      retry = v
    } else if (pattern[p] === '?' || pattern[p] === value[v]) {
      p++
      v++
    } else if (star >= 0) {
      p = star + 1
      v = ++retry
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether a text holds one of the signs that stand for others. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}
