/** Parses a secret text. An error of the parser would quote it, so no JSON is `undefined`: content that no version knows. */
export function parseSecretJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
