import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import type { ApprovedAuthorization, DeviceAuthorization } from '../../../machine/authorization.js'
import type { ApprovedVerdict } from '../../../machine/device-checks/verification-number.js'
import type { Digester } from '../../../ports/runtime.js'
import type { Problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { sameText } from '../../text/secrets.js'
import { ends, numberMissing } from '../poll-problems.js'

const digits = 6
const usedBytes = 6

/**
 * Returns the number of an approval: six digits of a keyed digest of the grant and the random ticket that approved. No store
 * has it, and the same approval always has the same number: docs/decisions/0077.
 */
export function numberOf(digester: Digester, { grantId, ticket }: ApprovedAuthorization): string {
  const digest = decodeBase64urlIgnorePadding(digester.digest('verificationNumber', JSON.stringify([grantId, ticket])))
  // The remainder of 48 bits: no number is likelier than another one by more than 1 in 280 000 000.
  const value = digest.slice(0, usedBytes).reduce((sum, byte) => sum * 256 + byte, 0)
  return String(value % 10 ** digits).padStart(digits, '0')
}

/** Returns whether a poll has the right number. `undefined` if its code is not approved: then there is no number. */
export function isNumberRight(
  digester: Digester,
  authorization: DeviceAuthorization | undefined,
  sent: string,
): boolean | undefined {
  if (authorization?.status !== 'approved') return undefined
  return sameText(sent, numberOf(digester, authorization))
}

/**
 * Counts a wrong number in the record, and denies the authorization after the last try. Of parallel polls only one can write,
 * and the others read again: no poll learns that its number is wrong without a count.
 */
export async function countWrongNumber(
  { store, emit }: ServiceContext,
  { authorization, next }: Extract<ApprovedVerdict, { readonly verdict: 'numberWrong' }>,
  revision: number,
  call: Call,
): Promise<Problem | 'again'> {
  if (!(await store.replace(call, { authorization, revision }, next))) return 'again'
  const { clientId, subject, grantId, interval } = authorization
  const denied = next.status === 'denied'
  emit({ type: 'verificationNumberRefused', clientId, subject, grantId, denied }, call)
  return denied ? ends.denied : numberMissing(interval)
}
