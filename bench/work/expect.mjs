/** Returns the body of a response. Throws if it is not the right one: a benchmark must not count failures. */
export function expectBody({ status, body }, expected, text) {
  if (status === expected && body.includes(text)) return body
  throw new Error(`the server responded ${status} ${body.slice(0, 500)}`)
}
