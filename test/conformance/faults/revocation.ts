import { instead, onRequest } from '../altered.js'
import { basic, error, type Fault } from './fault.js'

/** Faults of revocations. */
export const revocationFaults: readonly Fault[] = [
  {
    what: 'does not know unknown tokens at the revocation endpoint',
    breaking: instead(({ path, form }) =>
      path === '/revoke' && form.get('token')?.includes('unknown') && form.get('client_id') === 'mycli'
        ? error('invalid_request')
        : undefined,
    ),
    fails: ['revoke-unknown-token'],
  },
  {
    what: 'revokes nothing',
    breaking: instead(({ path, form }) =>
      path === '/revoke' && form.get('client_id') === 'mycli' && form.has('token')
        ? new Response(null, { status: 200 })
        : undefined,
    ),
    fails: ['revoke-refresh-token', 'revoke-wrong-hint'],
  },
  {
    what: 'believes the hint of a revocation',
    breaking: instead(({ form }) =>
      form.get('token_type_hint') === 'access_token' ? new Response(null, { status: 200 }) : undefined,
    ),
    fails: ['revoke-wrong-hint'],
  },
  {
    what: 'revokes the tokens of other clients',
    breaking: onRequest(({ path, form }) => {
      if (path === '/revoke' && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['revoke-foreign-client'],
  },
  {
    what: 'lets no public client revoke',
    breaking: instead(({ path, form }) => {
      if (path !== '/revoke' || form.get('client_id') !== 'mycli') return undefined
      return new Response('', { status: 401, headers: { 'WWW-Authenticate': 'Basic' } })
    }),
    fails: ['revoke-refresh-token'],
  },
  {
    what: 'revokes a missing token',
    breaking: instead(({ path, form }) => (path === '/revoke' && !form.has('token') ? new Response() : undefined)),
    fails: ['revoke-missing-token'],
  },
  {
    what: 'lets clients revoke that it does not know',
    breaking: onRequest(({ path, form }) => {
      if (path === '/revoke' && form.get('client_id')?.includes('unknown')) form.set('client_id', 'mycli')
    }),
    fails: ['revoke-unknown-client'],
  },
  {
    what: 'lets a client revoke without its secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers }) => {
      if (path === '/revoke') headers.set('Authorization', basic)
    }),
    fails: ['revoke-without-secret', 'revoke-unknown-client'],
  },
  {
    what: 'refuses a token that is revoked already',
    breaking: (respond) => {
      const revoked = new Set<string>()
      return instead(({ path, form }) => {
        const token = form.get('token') ?? ''
        if (path !== '/revoke' || token === '') return undefined
        if (revoked.has(token)) return error('invalid_request')
        revoked.add(token)
        return undefined
      })(respond)
    },
    fails: ['revoke-again', 'revoke-unknown-client'],
  },
]
