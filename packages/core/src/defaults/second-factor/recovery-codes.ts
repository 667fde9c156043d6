import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { encodeBase32LowerCaseNoPadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Subject } from '../../machine/names.js'
import { createSystemRandom } from '../random.js'

const count = 10
// 80 bits in 16 characters of base32. With so many bits a fast hash is enough: docs/decisions/0074.
const codeBytes = 10

/** New recovery codes. */
export interface RecoveryCodes {
  /** For the person, to be shown once: `abcd-efgh-ijkl-mnop`. */
  readonly codes: readonly string[]
  /** For the database, in the same order. No code can be found from its hash. */
  readonly hashes: readonly string[]
}

/**
 * Makes ten recovery codes for an account. Each replaces a code of the app once. Replace all of them whenever you make new
 * ones.
 *
 * @example
 * ```ts
 * const { codes, hashes } = makeRecoveryCodes('account-7')
 * ```
 */
export function makeRecoveryCodes(subject: Subject): RecoveryCodes {
  const random = createSystemRandom()
  const codes = Array.from({ length: count }, () => {
    const bytes = new Uint8Array(codeBytes)
    random.fill(bytes)
    return encodeBase32LowerCaseNoPadding(bytes).replace(/.{4}(?=.)/g, '$&-')
  })
  return { codes, hashes: codes.map((code) => hashOf(subject, code)) }
}

/** Returns the stored hash of this code, if it is one of them. All of them are compared, in constant time. */
export function findRecoveryCode(subject: Subject, typed: string, hashes: readonly string[]): string | undefined {
  const hash = hashOf(subject, typed)
  let found: string | undefined
  for (const stored of hashes) if (isEqual(stored, hash)) found = stored
  return found
}

const encoder = new TextEncoder()

// The subject makes the hashes of two accounts different, so a guess is one at the codes of one account only.
function hashOf(subject: Subject, code: string): string {
  return encodeBase64urlNoPadding(sha256(encoder.encode(JSON.stringify([subject, canonical(code)]))))
}

// Base32 has none of these digits, so they are misread letters.
const misread: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', '8': 'b' }

function canonical(typed: string): string {
  const letters = typed.toLowerCase().replace(/[\s-]/g, '')
  return letters.replace(/[018]/g, (digit) => misread[digit] ?? digit)
}

function isEqual(one: string, other: string): boolean {
  return constantTimeEqual(encoder.encode(one), encoder.encode(other))
}
