/** What a device code is bound to: without it, the code is worth nothing. */
export interface CodeBinding {
  /** The RFC 7638 thumbprint of the device's DPoP key (RFC 9449 §10, by analogy). */
  readonly jkt?: string
  /** The PKCE challenge of the process that requested the code (RFC 7636 §4.2). */
  readonly codeChallenge?: string
}

/** The binding of a code that is bound to nothing. */
export const unbound: CodeBinding = Object.freeze({})

/** Returns the binding to a key, to a challenge, to both or to nothing. */
export function bindingTo(jkt: string | undefined, codeChallenge: string | undefined): CodeBinding {
  if (jkt === undefined && codeChallenge === undefined) return unbound
  return { ...(jkt !== undefined && { jkt }), ...(codeChallenge !== undefined && { codeChallenge }) }
}

/** Returns the last character of a code with this binding: `k` for a key, `c` for a challenge, `b` for both. */
export function markOf({ jkt, codeChallenge }: CodeBinding): string {
  if (jkt === undefined) return codeChallenge === undefined ? '' : 'c'
  return codeChallenge === undefined ? 'k' : 'b'
}

/** Returns the parts of `presented` that a code with this mark is bound to, or which of them is missing. */
export function partsIn(
  mark: string,
  { jkt, codeChallenge }: CodeBinding,
): CodeBinding | 'keyMissing' | 'challengeMissing' {
  const needsKey = mark !== 'c'
  const needsChallenge = mark !== 'k'
  if (needsKey && jkt === undefined) return 'keyMissing'
  if (needsChallenge && codeChallenge === undefined) return 'challengeMissing'
  return { ...(needsKey && { jkt }), ...(needsChallenge && { codeChallenge }) }
}
