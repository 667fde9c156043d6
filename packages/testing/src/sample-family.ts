import { defaultPolicy, type Instant } from '@devicegrant/core'
import type {
  EndedFamily,
  EndReason,
  FamilyCaps,
  LiveFamily,
  RefreshTokenDigest,
  Rotation,
} from '@devicegrant/core/stores'
import { sampleCodes } from './sample-authorization.js'
import { minute, second } from './time.js'

const accessLifetime = 60 * minute

/** How long core keeps a record after the last of its tokens has expired. */
const remembered = 1 * minute

/** Caps that no test reaches, for tests of something else. */
export const ampleCaps: FamilyCaps = { perAccount: 10_000, perClient: 10_000, namedAtOnce: 32 }

/** A live family that has a refresh token. */
export type SampleFamily = LiveFamily & { readonly rotation: Rotation }

/**
 * Returns a live family under the default policy, refreshed three times within three seconds, with a value in every
 * field that can have one. `given` replaces fields. Equal arguments make equal records that share no object.
 *
 * @example
 * ```ts
 * await families.create(sampleFamily(clock.now()), ampleCaps)
 * ```
 */
export function sampleFamily(grantedAt: Instant, given: Partial<SampleFamily> = {}): SampleFamily {
  const accessUntil = grantedAt + accessLifetime
  const expiresAt = grantedAt + defaultPolicy.refreshLifetime
  const begun: SampleFamily = {
    status: 'live',
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
    lifetimes: { accessLifetime },
    lastUsedAt: grantedAt,
    accessUntil,
    rotation: { current: sampleRefreshToken(0), expiresAt, spent: [] },
    forgetAt: Math.max(accessUntil, expiresAt) + remembered,
  }
  return { ...[1, 2, 3].reduce(refresh, begun), ...given }
}

/** One family in every form in which a store can hold it later. */
export interface SampleFamilyLife {
  /** Live with one access token only: an attempt that gave no refresh token leaves this behind. */
  readonly brief: LiveFamily
  /** Refreshed once more. */
  readonly refreshed: SampleFamily
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
export function sampleFamilyLife(family: SampleFamily): SampleFamilyLife {
  const { rotation: _, ...brief } = family
  return {
    brief,
    refreshed: refresh(family, 4),
    ended: endFamily(family, 'refreshTokenReused', family.lastUsedAt + 1 * second),
  }
}

/** Ends a family, and leaves out what only a live family has. */
export function endFamily(family: LiveFamily, reason: EndReason, endedAt: Instant): EndedFamily {
  const { lastUsedAt: _used, accessUntil: _until, rotation: _rotation, ...facts } = family
  return { ...facts, status: 'ended', endedAt, reason }
}

/** Replaces the refresh token of a family by the nth one, one second after its last use. */
function refresh(family: SampleFamily, nth: number): SampleFamily {
  const { rotation } = family
  const now = family.lastUsedAt + 1 * second
  const accessUntil = Math.max(family.accessUntil, now + accessLifetime)
  const response = `sealed.${nth}.${'Zm9vYmFy'.repeat(40)}`
  return {
    ...family,
    lastUsedAt: now,
    accessUntil,
    rotation: {
      ...rotation,
      current: sampleRefreshToken(nth),
      spent: [{ token: rotation.current, spentAt: now, response }, ...rotation.spent],
    },
    forgetAt: Math.max(family.forgetAt, accessUntil + remembered),
  }
}

/** Text in the form of the service's digests: 43 base64url characters. */
function sampleRefreshToken(nth: number): RefreshTokenDigest {
  return `refresh_token_${nth}_`.padEnd(43, 'x')
}
