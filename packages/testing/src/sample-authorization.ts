import { defaultPolicy, type Instant } from '@devicegrant/core'
import type {
  ApprovedAuthorization,
  DeniedAuthorization,
  PendingAuthorization,
  RedeemedAuthorization,
} from '@devicegrant/core/stores'
import { minute, second } from './time.js'

/**
 * Returns the two code digests and the grant id of the nth sample. They differ for each `nth`.
 *
 * @example
 * ```ts
 * const second = sampleAuthorization(clock.now(), sampleCodes(2))
 * ```
 */
export function sampleCodes(nth: number): Pick<PendingAuthorization, 'deviceCode' | 'userCode' | 'grantId'> {
  return {
    deviceCode: sampleDigest('device_code', nth),
    userCode: sampleDigest('user_code', nth),
    grantId: sampleDigest('grant', nth),
  }
}

/**
 * Returns a pending authorization under the default policy, issued at this moment, with a value in every field that can
 * have one. `given` replaces fields. Equal arguments make equal records that share no object.
 *
 * @example
 * ```ts
 * await store.create(sampleAuthorization(clock.now()))
 * ```
 */
export function sampleAuthorization(
  issuedAt: Instant,
  given: Partial<PendingAuthorization> = {},
): PendingAuthorization {
  const { lifetime, interval, tombstone } = defaultPolicy
  const expiresAt = issuedAt + lifetime
  return {
    ...sampleCodes(1),
    status: 'pending',
    dialect: 'rfc8628',
    clientId: 'living-room-tv',
    scope: ['openid', 'photos:read', 'photos:write'],
    resources: ['https://photos.example/api?v=2'],
    requester: { ip: '2001:db8::7', userAgent: `TV/4.2 (50"; "Küche\\Süd"; {a: 1}) 電視 \u{1F4FA}` },
    issuedAt,
    expiresAt,
    interval,
    forgetAt: expiresAt + Math.max(lifetime, tombstone),
    ...given,
  }
}

/** One authorization in every form in which a store can hold it after the person decided. */
export interface SampleLife {
  readonly approved: ApprovedAuthorization
  readonly denied: DeniedAuthorization
  /** Claimed, without its tokens yet. */
  readonly claimed: RedeemedAuthorization
  /** Redeemed, with its sealed response. */
  readonly redeemed: RedeemedAuthorization
  /** The same, after the response was given again. */
  readonly settled: RedeemedAuthorization
}

/**
 * Returns the later forms of a pending authorization: decided one minute after it began, claimed five seconds later.
 *
 * @example
 * ```ts
 * const pending = sampleAuthorization(clock.now())
 * const { approved, denied } = sampleLife(pending)
 * ```
 */
export function sampleLife(pending: PendingAuthorization): SampleLife {
  const decidedAt = pending.issuedAt + 1 * minute
  const decision = { decidedAt, subject: 'account-7', ticket: sampleDigest('ticket', 1) }
  const approved: ApprovedAuthorization = {
    ...pending,
    ...decision,
    status: 'approved',
    grantedScope: pending.scope.slice(0, 2),
    authenticatedAt: pending.issuedAt - 1 * minute,
    offeredScope: pending.scope.slice(0, 2),
    lifetimes: { accessLifetime: 5 * minute },
  }
  const redeemedAt = decidedAt + 5 * second
  const lifetime = pending.expiresAt - pending.issuedAt
  const claimed: RedeemedAuthorization = {
    ...approved,
    status: 'redeemed',
    redeemedAt,
    attempt: 'attempt-1',
    forgetAt: Math.max(pending.forgetAt, redeemedAt + Math.max(lifetime, defaultPolicy.tombstone)),
  }
  const redeemed: RedeemedAuthorization = { ...claimed, response: `sealed.${'Zm9vYmFy'.repeat(40)}` }
  return {
    approved,
    denied: { ...pending, ...decision, status: 'denied' },
    claimed,
    redeemed,
    settled: { ...redeemed, settled: true },
  }
}

/** Text in the form of the service's digests: 43 base64url characters. */
function sampleDigest(purpose: string, nth: number): string {
  return `${purpose}_${nth}_`.padEnd(43, 'x')
}
