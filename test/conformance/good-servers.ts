import { changeMembers, hasError, instead, onResponse } from './altered.js'
import { error } from './faults/fault.js'
import type { Breaking } from './world.js'

/** A server that does something in its own way, as a standard allows. No audit fails. */
export interface GoodServer {
  readonly what: string
  readonly breaking: Breaking
}

/** Servers that an audit could misjudge. */
export const goodServers: readonly GoodServer[] = [
  {
    what: 'wants a proof of each client',
    breaking: instead(({ path, form, headers }) => {
      const isGrant = path === '/token' && form.has('grant_type') && form.has('client_id')
      const isKnown = ['mycli', 'othercli'].includes(form.get('client_id') ?? '')
      return isGrant && isKnown && !headers.has('DPoP') ? error('invalid_dpop_proof') : undefined
    }),
  },
  {
    what: 'counts the interval from the start of the authorization',
    breaking: (respond) => {
      const seen = new Set<string>()
      return onResponse((response, { form }) => {
        const code = form.get('device_code') ?? ''
        const isFirst = !seen.has(code)
        seen.add(code)
        if (isFirst && hasError(response, 'authorization_pending')) {
          changeMembers(response, (old) => ({ ...old, error: 'slow_down' }))
        }
      })(respond)
    },
  },
  {
    what: 'responds to a GET with a page',
    breaking: instead(({ method, path }) =>
      method === 'GET' && ['/token', '/device_authorization'].includes(path) ? new Response('<p>Hello</p>') : undefined,
    ),
  },
  {
    what: 'has the form of a wrong code checked before it is looked up',
    breaking: instead(({ form }) =>
      form.has('device_code') && (form.get('device_code') ?? '').length < 43 ? error('invalid_request') : undefined,
    ),
  },
  {
    what: 'says of an old code that the grant is not valid',
    breaking: onResponse((response) => {
      if (hasError(response, 'expired_token')) changeMembers(response, (old) => ({ ...old, error: 'invalid_grant' }))
    }),
  },
  {
    what: 'names no interval',
    breaking: onResponse((response, { path }) => {
      if (path !== '/device_authorization') return
      changeMembers(response, ({ interval: _interval, ...old }) => old)
    }),
  },
]
