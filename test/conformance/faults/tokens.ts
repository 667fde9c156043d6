import { changeMembers, hasError, onResponse } from '../altered.js'
import { deviceCode, type Fault, hasTokens, otherError, renamed, withMembers, withoutHeader } from './fault.js'

/** Faults of tokens and decisions. */
export const tokenFaults: readonly Fault[] = [
  {
    what: 'gives tokens without their type',
    breaking: withMembers('/token', { token_type: undefined }),
    fails: ['approval-tokens', 'dpop-token-type'],
  },
  {
    what: 'gives tokens as text',
    breaking: onResponse((response) => {
      if (hasTokens(response.body)) response.headers.set('Content-Type', 'text/plain')
    }),
    fails: ['approval-media-type'],
  },
  {
    what: 'does not say how long a token is valid',
    breaking: withMembers('/token', { expires_in: undefined }),
    fails: ['approval-expires-in'],
  },
  {
    what: 'has a list as the scope',
    breaking: withMembers('/token', { scope: ['read'] }),
    fails: ['approval-scope'],
  },
  {
    what: 'lets caches store tokens',
    breaking: withoutHeader('Cache-Control', hasTokens),
    fails: ['responses-no-store'],
  },
  {
    what: 'says nothing to old caches',
    breaking: withoutHeader('Pragma', hasTokens),
    fails: ['responses-pragma'],
  },
  {
    what: 'says of a denied code that it is unknown',
    breaking: otherError('access_denied', 'invalid_grant'),
    fails: ['denial-refused'],
  },
  {
    what: 'says of an old code that it is pending',
    breaking: otherError('expired_token', 'authorization_pending'),
    fails: ['expiry-refused'],
  },
  {
    what: 'gives other tokens for the same code',
    breaking: (respond) => {
      let count = 0
      return onResponse((response, { form }) => {
        if (form.get('grant_type') !== deviceCode) return
        if (hasTokens(response.body))
          changeMembers(response, (old) => ({ ...old, access_token: `${old['access_token']}.${count++}` }))
      })(respond)
    },
    fails: ['redeem-once', 'redeem-race', 'redeem-many-races'],
  },
  {
    what: 'gives short access tokens',
    breaking: renamed('access_token', (_token, count) => String(100_000 + count)),
    fails: ['approval-token-entropy'],
  },
  {
    what: 'has letters with accents in access tokens',
    breaking: renamed('access_token', (token) => `${token}é`),
    fails: ['approval-token-characters'],
  },
  {
    what: 'says later of a denied code that it is pending',
    breaking: (respond) => {
      const denied = new Set<string>()
      return onResponse((response, { form }) => {
        const code = form.get('device_code') ?? ''
        if (denied.has(code)) changeMembers(response, (old) => ({ ...old, error: 'authorization_pending' }))
        if (hasError(response, 'access_denied')) denied.add(code)
      })(respond)
    },
    fails: ['denial-lasts'],
  },
]
