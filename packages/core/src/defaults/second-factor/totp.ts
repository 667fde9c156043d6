import { decodeBase32IgnorePadding, encodeBase32NoPadding } from '@oslojs/encoding'
import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp'
import { type Duration, type Instant, second } from '../../machine/time.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import { systemClock } from '../clock.js'
import { createSystemRandom } from '../random.js'

// What every authenticator app knows: SHA-1, six digits, 30 seconds. Many ignore other parameters of the URI without a word.
const digits = 6
const period: Duration = 30 * second
// RFC 6238 §5.2: one step before and one after, for clocks that differ and for people who type slowly.
const driftSteps = 1
// RFC 4226 §4: at least 128 bits, and 160 bits are recommended.
const secretBytes = 20
const leastSecretBytes = 16

/**
 * Makes the secret of an account for an authenticator app: 160 random bits in base32 (RFC 4226 §4). Store it encrypted: the
 * server needs the secret itself, not a hash of it.
 *
 * @example
 * ```ts
 * const secret = makeTotpSecret()
 * ```
 */
export function makeTotpSecret(): string {
  const bytes = new Uint8Array(secretBytes)
  createSystemRandom().fill(bytes)
  return encodeBase32NoPadding(bytes)
}

/** What an authenticator app shows of an account. */
export interface TotpUriOptions {
  /** The secret of the account, in base32. */
  readonly secret: string
  /** The name of the service. */
  readonly issuer: string
  readonly username: string
}

/**
 * Returns the `otpauth:` URI that an authenticator app reads from a QR code. It contains the secret: show it once, to the
 * signed-in person alone, and never log it.
 *
 * @throws `TypeError` if the secret is not base32, or has fewer than 128 bits. The message does not repeat it.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const uri = totpUri({ secret, issuer: 'Northwind', username: 'alice@example.com' })
 * ```
 */
export function totpUri(options: TotpUriOptions): string {
  checkOptionNames('totpUri', options ?? null, { secret: true, issuer: true, username: true })
  const { secret, issuer, username } = options
  const uri = createTOTPKeyURI(issuer, username, bytesOf(secret), period / second, digits)
  // Apps show the plus of a form as it is. A real plus is %2B already.
  return uri.replaceAll('+', '%20')
}

/** A code to check against the secret of an account. */
export interface TotpCode {
  /** In base32. */
  readonly secret: string
  /** What the person typed. Spaces and dashes do not matter. */
  readonly code: string
  /**
   * The time of the server, in milliseconds since the Unix epoch.
   *
   * @defaultValue now
   */
  readonly at?: Instant
}

/**
 * Returns whether a code is the one of this moment, of the 30 seconds before, or of those after (RFC 6238 §5.2). It does not
 * remember codes. Use it to check the first code of an app, before the account needs it.
 *
 * @throws `TypeError` if the secret is not base32, or has fewer than 128 bits. The message does not repeat it.
 * @example
 * ```ts
 * if (verifyTotp({ secret, code })) await factors.save(subject, secret)
 * ```
 */
export function verifyTotp({ secret, code, at = systemClock.now() }: TotpCode): boolean {
  const key = bytesOf(secret)
  const typed = code.replace(/[\s-]/g, '')
  const now = Math.floor(at / period)
  let isRight = false
  // All steps are compared, so the time does not show which one fits.
  for (let step = now - driftSteps; step <= now + driftSteps; step++) {
    isRight = verifyHOTP(key, BigInt(step), digits, typed) || isRight
  }
  return isRight
}

// Apps show secrets in groups and in small letters too.
function bytesOf(secret: string): Uint8Array {
  const bytes = decoded(secret.replace(/\s/g, '').toUpperCase())
  if (bytes !== undefined && bytes.length >= leastSecretBytes) return bytes
  throw new TypeError('the secret of a TOTP account must be base32 text with at least 128 bits')
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return decodeBase32IgnorePadding(text)
  } catch {
    // Its message could repeat a part of the secret. The caller says what is wrong.
    return undefined
  }
}
