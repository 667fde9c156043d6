import type { CodeChallenge } from '../machine/names.js'

/** What ties an authorization to the device that starts it. */
export interface StartBinding {
  /** The S256 code challenge, RFC 7636 §4.3. */
  readonly codeChallenge?: CodeChallenge | undefined
  /** A short text that the device shows too. Only a client that authenticates may send one. */
  readonly bindingMessage?: string | undefined
}

/** What a poll proves beside the device code. */
export interface PollProofs {
  /** The code verifier, RFC 7636 §4.5. It is a secret. */
  readonly codeVerifier?: string | undefined
  /** The number that the page shows after the approval, as digits. */
  readonly verificationNumber?: string | undefined
}
