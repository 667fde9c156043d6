import * as z from 'zod'
import type { Success } from '../../../protocol/outcome.js'
import type { Endpoint, MediaType, RequestedParameters, ResponseCookie } from '../../endpoint.js'
import { formScope } from './form-scope.js'
import {
  deviceAuthorizationRequest,
  loginRequest,
  loginResponse,
  logoutRequest,
  pollRequest,
  refreshRequest,
  refreshResponse,
} from './schemas.js'

const json: readonly MediaType[] = ['application/json']
const form: readonly MediaType[] = ['application/x-www-form-urlencoded']

const loginParameters: z.ZodType<RequestedParameters<'logIn'>> = loginRequest.transform(
  ({ username, password, scope }) => ({
    username,
    password,
    scope: scope === undefined ? undefined : formScope.parse(scope),
  }),
)

/**
 * A refresh token in the body wins over one in a cookie, because the browser adds the cookie by itself. The response
 * body cannot hold a new refresh token, so a token from the body stays valid. A token from the cookie is rotated in the
 * cookie. Both are our choice.
 */
const refreshParameters: z.ZodType<RequestedParameters<'exchangeRefreshToken'>> = refreshRequest
  .extend({ refresh_cookie: z.string().optional() })
  .transform(({ refresh_token, refresh_cookie = '' }) => ({
    refreshToken: refresh_token ?? refresh_cookie,
    resources: [],
    keepsToken: typeof refresh_token === 'string',
  }))

const logoutParameters: z.ZodType<RequestedParameters<'revokeToken'>> = logoutRequest
  .extend({ refresh_cookie: z.string().optional(), access_cookie: z.string().optional() })
  .transform(({ refresh_cookie, access_cookie = '' }) => ({ token: refresh_cookie ?? access_cookie }))

const refreshCookie = { cookie: 'refresh_token', parameter: 'refresh_cookie' } as const
const accessCookie = { cookie: 'access_token', parameter: 'access_cookie' } as const

/** What the response bodies of login and refresh leave out. A cookie holds it. */
const inCookie = ['refresh_token']

/** The endpoints of the dialect below a prefix. */
export function endpointsAt(prefix: string): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: `${prefix}/device/code`,
      media: json,
      body: 'ignored',
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest.transform(() => ({ resources: [] })),
      },
    },
    {
      method: 'POST',
      path: `${prefix}/device/token`,
      media: json,
      body: 'required',
      challenge: 'none',
      reads: {
        operation: 'exchangeDeviceCode',
        parameters: pollRequest.transform(({ device_code }) => ({ deviceCode: device_code, resources: [] })),
        fast: ({ device_code: deviceCode }) =>
          typeof deviceCode === 'string' ? { deviceCode, resources: [] } : undefined,
      },
    },
    {
      method: 'POST',
      path: `${prefix}/login`,
      media: form,
      challenge: 'Bearer',
      without: inCookie,
      response: loginResponse,
      setCookies: tokenCookies,
      reads: { operation: 'logIn', parameters: loginParameters },
    },
    {
      method: 'POST',
      path: `${prefix}/refresh`,
      media: json,
      body: 'optional',
      challenge: 'Bearer',
      cookies: [refreshCookie],
      without: inCookie,
      response: refreshResponse,
      setCookies: tokenCookies,
      reads: { operation: 'exchangeRefreshToken', parameters: refreshParameters },
    },
    {
      method: 'POST',
      path: `${prefix}/logout`,
      media: json,
      body: 'ignored',
      challenge: 'Bearer',
      cookies: [refreshCookie, accessCookie],
      setCookies: () => [refreshCookie, accessCookie].map(({ cookie: name }) => ({ name, value: '', lifetime: 0 })),
      reads: { operation: 'revokeToken', parameters: logoutParameters },
    },
  ]
}

function tokenCookies(response: Success): readonly ResponseCookie[] {
  if (response.kind !== 'tokensIssued') return []
  const { accessToken, lifetime, refreshToken, refreshLifetime } = response
  const access = { name: accessCookie.cookie, value: accessToken, lifetime }
  if (refreshToken === undefined || refreshLifetime === undefined) return [access]
  return [access, { name: refreshCookie.cookie, value: refreshToken, lifetime: refreshLifetime }]
}
