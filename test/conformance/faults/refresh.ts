import { changeMembers, instead, onRequest, onResponse } from '../altered.js'
import type { Respond } from '../world.js'
import { error, type Fault, hasTokens } from './fault.js'

/** Faults of refresh tokens. */
export const refreshFaults: readonly Fault[] = [
  {
    what: 'gives refreshed tokens with status 201',
    breaking: onResponse((response, { form }) => {
      if (form.has('refresh_token') && hasTokens(response.body)) response.status = 201
    }),
    fails: ['refresh-tokens'],
  },
  {
    what: 'widens the scope of a refresh',
    breaking: (respond) => {
      const asked = new Map<string, string>()
      const widen = onResponse((response, { form }) => {
        const scope = asked.get(form.get('refresh_token') ?? '')
        if (scope !== undefined && hasTokens(response.body)) changeMembers(response, (old) => ({ ...old, scope }))
      })
      const forget = onRequest(({ form }) => {
        const scope = form.get('scope') ?? ''
        if (!scope.includes('devicegrant-audit-more')) return
        asked.set(form.get('refresh_token') ?? '', scope)
        form.delete('scope')
      })
      return forget(widen(respond))
    },
    fails: ['refresh-scope'],
  },
  {
    what: 'lets each client refresh the tokens of another',
    breaking: onRequest(({ form }) => {
      if (form.has('refresh_token') && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['refresh-foreign-client'],
  },
  {
    what: 'has another error for unknown refresh tokens',
    breaking: instead(({ form }) =>
      form.get('refresh_token')?.includes('unknown') ? error('invalid_request') : undefined,
    ),
    fails: ['refresh-unknown-token'],
  },
  {
    what: 'says of a missing refresh token that it is unknown',
    breaking: instead(({ form }) =>
      form.get('grant_type') === 'refresh_token' && !form.has('refresh_token') ? error('invalid_grant') : undefined,
    ),
    fails: ['refresh-missing-token'],
  },
  {
    what: 'takes an access token as a refresh token',
    breaking: (respond) => {
      const sets = new Map<string, string>()
      const remember = onResponse(({ body }) => {
        if (!hasTokens(body)) return
        const { access_token: access, refresh_token: refresh } = JSON.parse(body)
        sets.set(access, refresh)
      })
      const exchange = onRequest(({ form }) => {
        const refresh = sets.get(form.get('refresh_token') ?? '')
        if (refresh !== undefined) form.set('refresh_token', refresh)
      })
      return exchange(remember(respond))
    },
    fails: ['refresh-access-token'],
  },
  {
    what: 'does not replace refresh tokens',
    breaking: (respond) => keepingTokens(respond, (shown) => shown),
    fails: ['refresh-rotates'],
  },
  {
    what: 'takes each refresh token for ever',
    breaking: (respond) => keepingTokens(respond, (_shown, next) => next),
    fails: ['refresh-replay', 'refresh-replay-ends-grant'],
  },
  {
    what: 'goes on after the replay of a refresh token',
    breaking: (respond) => {
      const used = new Set<string>()
      const refuse = instead(({ path, form }) =>
        path === '/token' && used.has(form.get('refresh_token') ?? '') ? error('invalid_grant') : undefined,
      )
      const remember = onResponse(({ body }, { form }) => {
        const token = form.get('refresh_token')
        if (token !== null && hasTokens(body)) used.add(token)
      })
      return refuse(remember(respond))
    },
    fails: ['refresh-replay-ends-grant'],
  },
]

/** A server whose grants go on with their present token, whichever of their tokens a client shows. */
function keepingTokens(respond: Respond, show: (shown: string, next: string) => string): Respond {
  const present = new Map<string, { token: string }>()
  const restore = onRequest(({ form }) => {
    for (const name of ['refresh_token', 'token']) {
      const grant = present.get(form.get(name) ?? '')
      if (grant !== undefined) form.set(name, grant.token)
    }
  })
  return async (request) => {
    const shown = new URLSearchParams(await request.clone().text()).get('refresh_token') ?? ''
    return onResponse((response) => {
      if (!hasTokens(response.body)) return
      changeMembers(response, (old) => {
        const next = String(old['refresh_token'])
        const grant = present.get(shown) ?? { token: next }
        grant.token = next
        const visible = shown === '' ? next : show(shown, next)
        present.set(visible, grant)
        return { ...old, refresh_token: visible }
      })
    })(restore(respond))(request)
  }
}
