import { changeMembers, hasError, onRequest, onResponse } from '../altered.js'
import { basic, deviceAuthorization, type Fault } from './fault.js'

/** Faults of the authentication of clients. */
export const clientFaults: readonly Fault[] = [
  {
    what: 'gives codes to a client without its secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers, form }) => {
      if (path !== deviceAuthorization || headers.has('Authorization')) return
      if (form.get('client_id') === 'myserver') headers.set('Authorization', basic)
    }),
    fails: ['codes-without-secret'],
  },
  {
    what: 'gives tokens to a client without its secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers, form }) => {
      if (path !== '/token' || headers.has('Authorization') || form.has('client_secret')) return
      if (form.get('client_id') === 'myserver') headers.set('Authorization', basic)
    }),
    fails: ['client-without-secret', 'redeem-without-secret', 'refresh-without-secret'],
  },
  {
    what: 'has status 400 for a wrong secret in the header',
    isConfidential: true,
    breaking: onResponse((response, { headers }) => {
      if (response.status === 401 && headers.has('Authorization')) response.status = 400
    }),
    fails: ['client-basic-challenge'],
  },
  {
    what: 'gives codes to a client with a wrong secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers }) => {
      if (path === deviceAuthorization && headers.has('Authorization')) headers.set('Authorization', basic)
    }),
    fails: ['codes-wrong-secret'],
  },
  {
    what: 'responds to polls of a client with a wrong secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers }) => {
      if (path === '/token' && headers.has('Authorization')) headers.set('Authorization', basic)
    }),
    fails: ['client-wrong-secret', 'client-basic-challenge'],
  },
  {
    what: 'takes an empty secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers, form }) => {
      if (path !== '/token' || form.get('client_secret') !== '') return
      form.delete('client_secret')
      headers.set('Authorization', basic)
    }),
    fails: ['client-empty-secret'],
  },
  {
    what: 'does not read the header Authorization in a poll',
    isConfidential: true,
    breaking: onResponse((response, { headers }) => {
      if (!hasError(response, 'authorization_pending') || !headers.has('Authorization')) return
      changeMembers(response, (old) => ({ ...old, error: 'invalid_client' }))
    }),
    fails: [
      'client-basic',
      'poll-pending',
      'poll-in-time',
      'poll-after-slow-down',
      'token-unknown-parameter',
      'page-link-decides-nothing',
    ],
  },
  {
    what: 'responds to polls of clients that it does not know',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token' && form.get('client_id')?.includes('unknown')) form.set('client_id', 'mycli')
    }),
    fails: ['client-unknown'],
  },
  {
    what: 'responds to polls of a client that has no name',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token' && !form.has('client_id')) form.set('client_id', 'mycli')
    }),
    fails: ['client-missing'],
  },
]
