import type { RefreshTokenDigest } from '../machine/names.js'
import { defaultPolicy } from '../machine/policy.js'
import { type Instant, minute, second } from '../machine/time.js'
import {
  beginFamily,
  type EndedFamily,
  endFamily,
  type GrantFacts,
  isRefreshable,
  type LiveFamily,
  type RefreshableFamily,
  rotate,
} from '../machine/token-family.js'
import type { FamilyCaps } from '../ports/token-family-store.js'
import { sampleCodes } from './sample-authorization.js'

const accessLifetime = 60 * minute

/** Caps that no test reaches, for tests of something else. */
export const ampleCaps: FamilyCaps = { perAccount: 10_000, perClient: 10_000, namedAtOnce: 32 }

/**
 * Returns a live family under the default policy, refreshed three times within three seconds, with a value in every
 * field that can have one. `given` replaces fields. Equal arguments make equal records that share no object.
 *
 * @example
 * ```ts
 * await families.create(sampleFamily(clock.now()), ampleCaps)
 * ```
 */
export function sampleFamily(grantedAt: Instant, given: Partial<RefreshableFamily> = {}): RefreshableFamily {
  const grant: GrantFacts = {
    grantId: sampleCodes(1).grantId,
    origin: 'deviceCode',
    dialect: 'rfc8628',
    clientId: 'living-room-tv',
    subject: 'account-7',
    scope: ['openid', 'offline_access', 'photos:read'],
    resources: ['https://photos.example/api?v=2'],
    requester: {
      ip: '2001:db8::7',
      userAgent: `TV/4.2 (50"; "Küche\\Süd"; {a: 1}) 電視 \u{1F4FA}`,
      label: 'Grandma’s TV',
    },
    authenticatedAt: grantedAt - 1 * minute,
    grantedAt,
    confirmation: { jkt: 'thumbprint_'.padEnd(43, 'x') },
  }
  const tokens = { accessLifetime, refreshToken: sampleRefreshToken(0) }
  const begun = beginFamily(grant, tokens, defaultPolicy, grantedAt)
  if (!isRefreshable(begun)) throw new TypeError('the sample family should have a refresh token')
  return { ...[1, 2, 3].reduce(refresh, begun), ...given }
}

/** One family in every form in which a store can hold it later. */
export interface SampleFamilyLife {
  /** Live with one access token only: an attempt that gave no refresh token leaves this behind. */
  readonly brief: LiveFamily
  /** Refreshed once more. */
  readonly refreshed: RefreshableFamily
  /** Ended, because a spent refresh token was used again. */
  readonly ended: EndedFamily
}

/**
 * Returns the later forms of a family: refreshed, or ended, one second after its last use.
 *
 * @example
 * ```ts
 * const family = sampleFamily(clock.now())
 * const { refreshed, ended } = sampleFamilyLife(family)
 * ```
 */
export function sampleFamilyLife(family: RefreshableFamily): SampleFamilyLife {
  const { rotation: _, ...brief } = family
  return {
    brief,
    refreshed: refresh(family, 4),
    ended: endFamily(family, 'refreshTokenReused', family.lastUsedAt + 1 * second),
  }
}

/** Replaces the refresh token of a family by the nth one, one second after its last use. */
function refresh(family: RefreshableFamily, nth: number): RefreshableFamily {
  const made = { next: sampleRefreshToken(nth), response: `sealed.${nth}.${'Zm9vYmFy'.repeat(40)}`, accessLifetime }
  return rotate(family, made, defaultPolicy, family.lastUsedAt + 1 * second)
}

/** Text in the form of the service's digests: 43 base64url characters. */
function sampleRefreshToken(nth: number): RefreshTokenDigest {
  return `refresh_token_${nth}_`.padEnd(43, 'x')
}
