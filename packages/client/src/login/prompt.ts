import type { StartedAuthorization } from '../server/start-authorization.js'
import type { Instant } from '../time/time.js'

/** What the person needs in order to decide (RFC 8628 §3.3). Every text is safe for a terminal. */
export interface LoginPrompt {
  readonly userCode: string
  /** Where the person enters the code. */
  readonly uri: string
  /** The same with the code in it, for a QR code or a link. */
  readonly completeUri?: string
  readonly expiresAt: Instant
  /** The host of `uri`, if it is not the host of the issuer. Show it clearly. */
  readonly otherHost?: string
  /** The program will ask for a number after the approval. */
  readonly isNumberWanted: boolean
  /** All of this as one sentence. */
  readonly message: string
}

/** Makes the prompt of a started authorization. */
export function promptOf(started: StartedAuthorization, issuer: string, expiresAt: Instant): LoginPrompt {
  const { userCode, verificationUri: uri, verificationUriComplete: completeUri, isNumberWanted } = started
  const { host } = new URL(uri)
  return {
    userCode,
    uri,
    ...(completeUri !== undefined && { completeUri }),
    expiresAt,
    ...(host !== new URL(issuer).host && { otherHost: host }),
    isNumberWanted,
    message: `Open ${uri} and enter the code ${userCode}`,
  }
}
