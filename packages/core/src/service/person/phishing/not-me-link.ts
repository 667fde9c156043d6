import type { GrantId, UserCodeDigest } from '../../../machine/names.js'
import type { Instant } from '../../../machine/time.js'
import type { Digester, Sealer } from '../../../ports/runtime.js'

/** What the link of an approval notice stands for. */
export interface NotMeLink {
  readonly grantId: GrantId
  /** The name of the record of the approval, for a grant whose tokens no device has fetched yet. */
  readonly userCode: UserCodeDigest
  readonly expiresAt: Instant
}

type Keys = { readonly digester: Digester; readonly sealer: Sealer }

// Longer than every token: three short texts, encrypted.
const longest = 512

/** Makes the token of a link. It is sealed, so it says nothing to who reads it, and it can end only this grant. */
export function makeNotMeToken(keys: Keys, { grantId, userCode, expiresAt }: NotMeLink): string {
  return keys.sealer.seal(keyOf(keys), JSON.stringify([grantId, userCode, expiresAt]))
}

/** Reads the token of a link. Returns `undefined` if this server did not make it, or if it is too old. */
export function readNotMeToken(keys: Keys, text: string, now: Instant): NotMeLink | undefined {
  const opened = text.length > longest ? undefined : openText(keys, text)
  if (opened === undefined) return undefined
  const [grantId, userCode, expiresAt]: readonly unknown[] = JSON.parse(opened)
  if (typeof grantId !== 'string' || typeof userCode !== 'string' || typeof expiresAt !== 'number') return undefined
  return now < expiresAt ? { grantId, userCode, expiresAt } : undefined
}

// Anybody can send any text: one that does not open is an expected refusal, and no fault.
function openText(keys: Keys, text: string): string | undefined {
  try {
    return keys.sealer.open(keyOf(keys), text)
  } catch {
    return undefined
  }
}

// A text that was sealed for another purpose, such as a response, does not open with this key.
function keyOf({ digester }: Keys): string {
  return digester.digest('notMe', 'link')
}
