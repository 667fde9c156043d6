import { changeMembers, hasError, instead, onRequest, onResponse } from '../altered.js'
import { deviceCode, error, type Fault, otherError, withoutHeader } from './fault.js'

/** Faults of the token endpoint, and of errors. */
export const tokenRequestFaults: readonly Fault[] = [
  {
    what: 'reads JSON alone at the token endpoint',
    breaking: instead(({ path }) => (path === '/token' ? new Response('no', { status: 415 }) : undefined)),
    fails: ['token-form'],
  },
  {
    what: 'needs no grant type',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token' && !form.has('grant_type')) form.set('grant_type', deviceCode)
    }),
    fails: ['token-missing-grant-type'],
  },
  {
    what: 'has another error for unknown grant types',
    breaking: otherError('unsupported_grant_type', 'invalid_request'),
    fails: ['token-unknown-grant-type'],
  },
  {
    what: 'says of a missing code that it is unknown',
    breaking: instead(({ form }) =>
      form.get('grant_type') === deviceCode && !form.has('device_code') ? error('invalid_grant') : undefined,
    ),
    fails: ['token-missing-code'],
  },
  {
    what: 'says of an empty code that it is unknown',
    breaking: instead(({ form }) =>
      form.get('grant_type') === deviceCode && form.get('device_code') === '' ? error('invalid_grant') : undefined,
    ),
    fails: ['token-empty-code'],
  },
  {
    what: 'takes the first of two equal parameters of a poll',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token') for (const [name, value] of [...form].reverse()) form.set(name, value)
    }),
    fails: ['token-repeated-parameter'],
  },
  {
    what: 'refuses parameters of a poll that it does not know',
    breaking: instead(({ path, form }) =>
      path === '/token' && form.has('devicegrant_audit') ? error('invalid_request') : undefined,
    ),
    fails: ['token-unknown-parameter'],
  },
  {
    what: 'responds to polls by GET',
    breaking: instead(({ path, method }) =>
      path === '/token' && method === 'GET' ? error('authorization_pending') : undefined,
    ),
    fails: ['token-get'],
  },
  {
    what: 'breaks down at strange codes',
    breaking: instead(({ form }) =>
      form.get('device_code')?.includes('\u0000') ? new Response('', { status: 500 }) : undefined,
    ),
    fails: ['token-strange-code', 'responses-server-errors'],
  },
  {
    what: 'has errors as HTML',
    breaking: onResponse((response) => {
      if (response.status === 400) response.headers.set('Content-Type', 'text/html')
    }),
    fails: ['responses-error-form'],
  },
  {
    what: 'has a quotation mark in a description',
    breaking: onResponse((response) => {
      if (hasError(response, 'invalid_grant'))
        changeMembers(response, (old) => ({ ...old, error_description: 'no "x"' }))
    }),
    fails: ['responses-error-characters'],
  },
  {
    what: 'has no challenge beside 401',
    breaking: withoutHeader('WWW-Authenticate'),
    fails: ['responses-challenge'],
  },
  {
    what: 'does not say which methods there are',
    breaking: withoutHeader('Allow'),
    fails: ['responses-allow'],
  },
  {
    what: 'breaks down at a body that is no form',
    breaking: instead(({ form }) => (form.has('%zz') ? new Response('', { status: 500 }) : undefined)),
    fails: ['token-malformed-request', 'responses-server-errors'],
  },
]
