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

/** Caps that no test comes near, for those that are about something else. */
export const ampleCaps: FamilyCaps = { perAccount: 10_000, perClient: 10_000, namedAtOnce: 32 }

/**
 * A live family under the default policy that was refreshed three times in as many seconds, with something in every
 * field that can hold something. The same arguments make an equal record that shares nothing with the last one.
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
  if (!isRefreshable(begun)) throw new TypeError('a family begun with a refresh token has none')
  return { ...[1, 2, 3].reduce(refresh, begun), ...given }
}

/** One family in every shape in which it can be stored later on. */
export interface SampleFamilyLife {
  /** Live, but good for one access token only: what an attempt leaves behind that gave no refresh token. */
  readonly brief: LiveFamily
  /** Refreshed once more. */
  readonly refreshed: RefreshableFamily
  /** Over: one of its spent refresh tokens came back. */
  readonly ended: EndedFamily
}

/** Lives the lives of a family: refreshed, or ended, one second after its tokens were last made. */
export function sampleFamilyLife(family: RefreshableFamily): SampleFamilyLife {
  const { rotation: _, ...brief } = family
  return {
    brief,
    refreshed: refresh(family, 4),
    ended: endFamily(family, 'refreshTokenReused', family.lastUsedAt + 1 * second),
  }
}

/** Spends the refresh token of a family, one second after its tokens were last made, on the nth token. */
function refresh(family: RefreshableFamily, nth: number): RefreshableFamily {
  const made = { next: sampleRefreshToken(nth), answer: `sealed.${nth}.${'Zm9vYmFy'.repeat(40)}`, accessLifetime }
  return rotate(family, made, defaultPolicy, family.lastUsedAt + 1 * second)
}

/** Text that looks like the digests the service makes: 43 base64url characters. */
function sampleRefreshToken(nth: number): RefreshTokenDigest {
  return `refresh_token_${nth}_`.padEnd(43, 'x')
}
