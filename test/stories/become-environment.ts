/** The SDK and the proxy library read the process's own environment: of it, what is about AWS and proxies becomes this. */
export function becomeEnvironment(env: Record<string, string>): void {
  for (const key of Object.keys(process.env)) if (/^(AWS_|https?_proxy$|no_proxy$)/i.test(key)) delete process.env[key]
  for (const [key, value] of Object.entries(env)) if (/^(AWS_|https?_proxy$|no_proxy$)/i.test(key)) process.env[key] = value
}
