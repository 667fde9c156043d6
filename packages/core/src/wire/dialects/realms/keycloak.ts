import { minute, second } from '../../../machine/time.js'
import type { Dialect } from '../../dialect.js'
import { at } from '../moved/at.js'
import { tokenFields } from '../oauth/fields.js'
import { rfc8628 } from '../rfc8628/rfc8628.js'
import { errorResponse, tokenResponse } from './keycloak-schemas.js'

// Documented: the paths below a realm, ten minutes, user codes of two groups of four consonants, and the words of RFC 8628.
// Keycloak's admin client lists the members of a token response. "Our choice" marks what they leave open.

const withItsTokens: Dialect = {
  ...rfc8628,
  // Keycloak's admin client decodes a refresh token, to know when it ends.
  refreshTokens: 'signed',
  responses: {
    ...rfc8628.responses,
    tokensIssued: [
      ...tokenFields,
      // Our choice: there is no `session_state`, because a grant is not a session of a browser.
      ['refresh_expires_in', ({ refreshLifetime = 0 }) => Math.floor(refreshLifetime / second)],
      // Our choice: always 0. Introspection knows the tokens that were revoked.
      ['not-before-policy', () => 0],
    ],
  },
  schemas: { ...rfc8628.schemas, tokensIssued: tokenResponse, problem: errorResponse },
}

/** The dialect of Keycloak, below the path of a realm. */
export const keycloak = at(withItsTokens, {
  name: 'keycloak',
  paths: {
    deviceAuthorization: '/protocol/openid-connect/auth/device',
    token: '/protocol/openid-connect/token',
    revocation: '/protocol/openid-connect/revoke',
    introspection: '/protocol/openid-connect/token/introspect',
    login: false,
    registration: false,
    page: '/device',
  },
  lifetime: 10 * minute,
})
