import * as z from 'zod'
import { minute } from '../../../machine/time.js'
import { base20x8, type UserCodeFormat } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import { secondsOf, tokenFields } from '../oauth/fields.js'
import { tokenResponse } from '../oauth/responses.js'
import { rfc8628 } from '../rfc8628/rfc8628.js'
import { at } from './at.js'

// Servers that speak RFC 8628 at other paths. "Our choice" marks what their documents and their clients leave open. None of
// them has the first-party login of devicegrant, or its registration of clients. All accept the parameters of `rfc8628`, such as `resource` (our choice).

// As in the samples: eight characters without a hyphen, of all digits and capitals.
const gitlabUserCode: UserCodeFormat = {
  alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  length: 8,
  groupSize: 8,
  separator: '',
  // Our choice, for servers with many live codes.
  longer: { length: 10, groupSize: 10 },
}

/** The dialect of GitLab since 17.2, and of Doorkeeper with its device grant. */
export const gitlab: Dialect = at(
  {
    ...rfc8628,
    responses: {
      ...rfc8628.responses,
      tokensIssued: [...tokenFields, ['created_at', ({ issuedAt }) => secondsOf(issuedAt)]],
    },
    schemas: { ...rfc8628.schemas, tokensIssued: tokenResponse.extend({ created_at: z.int().positive() }) },
  },
  {
    name: 'gitlab',
    paths: {
      deviceAuthorization: '/oauth/authorize_device',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      introspection: '/oauth/introspect',
      registration: false,
      login: false,
      page: '/oauth/device',
    },
    lifetime: 5 * minute,
    userCode: gitlabUserCode,
  },
)

/** The dialect of Ory Hydra. */
export const hydra = at(rfc8628, {
  name: 'hydra',
  paths: {
    deviceAuthorization: '/oauth2/device/auth',
    token: '/oauth2/token',
    revocation: '/oauth2/revoke',
    // Hydra serves it only to administrators, on another port.
    introspection: false,
    registration: false,
    login: false,
    // The operator of a Hydra chooses the page. This is the address of Hydra's own redirect to it.
    page: '/oauth2/device/verify',
  },
})

/** The dialect of Hugging Face. The path of its page is our choice. */
export const huggingFace = at(rfc8628, {
  name: 'huggingFace',
  paths: {
    deviceAuthorization: '/oauth/device',
    token: '/oauth/token',
    revocation: false,
    introspection: false,
    registration: false,
    login: false,
  },
})

/** The dialect of the login of the Stripe command line. The path of its page is our choice. */
export const stripe = at(rfc8628, {
  name: 'stripe',
  paths: {
    deviceAuthorization: '/stripecli/oauth2/device/authorization',
    token: '/stripecli/oauth2/token',
    revocation: false,
    introspection: false,
    registration: false,
    login: false,
  },
})

/** The dialect of the org authorization server of Okta. */
export const okta = at(rfc8628, {
  name: 'okta',
  paths: {
    deviceAuthorization: '/oauth2/v1/device/authorize',
    token: '/oauth2/v1/token',
    revocation: '/oauth2/v1/revoke',
    introspection: '/oauth2/v1/introspect',
    registration: false,
    login: false,
    page: '/activate',
  },
  lifetime: 10 * minute,
  // Eight capitals without a hyphen, as in the samples. The alphabet and the longer codes are our choice.
  userCode: { ...base20x8, groupSize: 8, separator: '', longer: { length: 10, groupSize: 10 } },
})

/** The dialect of Sentry. Its paths end with a slash. */
export const sentry = at(rfc8628, {
  name: 'sentry',
  paths: {
    deviceAuthorization: '/oauth/device/code/',
    token: '/oauth/token/',
    revocation: false,
    introspection: false,
    registration: false,
    login: false,
    page: '/oauth/device',
  },
  lifetime: 10 * minute,
})
