import { changeMembers, instead, onRequest, onResponse } from '../altered.js'
import { basic, type Fault } from './fault.js'

/** Faults of introspection. */
export const introspectionFaults: readonly Fault[] = [
  {
    what: 'lets every caller introspect',
    isConfidential: true,
    breaking: onRequest(({ path, headers }) => {
      if (path === '/introspect' && !headers.has('Authorization')) {
        headers.set('Authorization', basic)
      }
    }),
    fails: ['introspect-without-client'],
  },
  {
    what: 'has times as strings in introspections',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect')
        changeMembers(response, (old) => ({ ...old, ...(old['active'] === true && { exp: '1' }) }))
    }),
    fails: ['introspect-active'],
  },
  {
    what: 'says more of tokens that are not active',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect') changeMembers(response, (old) => ({ reason: 'unknown', ...old }))
    }),
    fails: ['introspect-says-no-more'],
  },
  {
    what: 'says that every token is active',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect' && response.status === 200)
        changeMembers(response, (old) => ({ ...old, active: true }))
    }),
    fails: ['introspect-unknown-token', 'introspect-revoked-token', 'revoke-access-token'],
  },
  {
    what: 'introspects a missing token',
    isConfidential: true,
    breaking: instead(({ path, form }) =>
      path === '/introspect' && !form.has('token') ? Response.json({ active: false }) : undefined,
    ),
    fails: ['introspect-missing-token'],
  },
]
