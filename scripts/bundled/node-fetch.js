/** What the bundle holds in place of node-fetch 2: Node's own, which have the same shape. */
export const { Headers, Request, Response } = globalThis
export const AbortError = globalThis.DOMException
export const FetchError = TypeError
export default globalThis.fetch
