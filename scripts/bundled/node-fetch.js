/** What the bundle holds in place of node-fetch 2: Node's own fetch, which has the same shape. */
export const { fetch, FormData, Headers, Request, Response } = globalThis
export const AbortError = globalThis.DOMException
export const FetchError = TypeError
export default fetch
