import { changeMembers, instead, onRequest, onResponse, together } from '../altered.js'
import { deviceAuthorization, error, type Fault, withMembers, withoutHeader } from './fault.js'

/** Faults of the device authorization endpoint and of the page. */
export const codeFaults: readonly Fault[] = [
  {
    what: 'gives codes with status 201',
    breaking: onResponse((response, { path }) => {
      if (path === deviceAuthorization && response.status === 200) response.status = 201
    }),
    fails: ['codes-served'],
  },
  {
    what: 'gives codes as text',
    breaking: onResponse((response, { path }) => {
      if (path === deviceAuthorization && response.status === 200) response.headers.set('Content-Type', 'text/plain')
    }),
    fails: ['codes-media-type'],
  },
  {
    what: 'does not say how long codes are valid',
    breaking: withMembers(deviceAuthorization, { expires_in: undefined }),
    fails: ['codes-lifetime'],
  },
  {
    what: 'has the interval as a string',
    breaking: withMembers(deviceAuthorization, { interval: '5' }),
    fails: ['codes-interval'],
  },
  {
    what: 'has no complete URI',
    breaking: withMembers(deviceAuthorization, { verification_uri_complete: undefined }),
    fails: ['codes-complete-uri'],
  },
  {
    what: 'has the user code in the short URI',
    breaking: onResponse((response, { path }) => {
      if (path !== deviceAuthorization || response.status !== 200) return
      changeMembers(response, (old) => ({ ...old, verification_uri: old['verification_uri_complete'] }))
    }),
    fails: ['codes-short-uri'],
  },
  {
    what: 'lets caches store codes',
    breaking: withoutHeader('Cache-Control', (body) => body.includes('"device_code"')),
    fails: ['codes-no-store'],
  },
  {
    what: 'reads JSON alone at the device authorization endpoint',
    breaking: instead(({ path }) => (path === deviceAuthorization ? new Response('no', { status: 415 }) : undefined)),
    fails: ['codes-form'],
  },
  {
    what: 'gives codes to clients that it does not know',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization && form.get('client_id')?.includes('unknown')) form.set('client_id', 'mycli')
    }),
    fails: ['codes-unknown-client'],
  },
  {
    what: 'gives codes to a client that has no name',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization && !form.has('client_id')) form.set('client_id', 'mycli')
    }),
    fails: ['codes-missing-client'],
  },
  {
    what: 'takes the first of two equal parameters for codes',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization) for (const [name, value] of [...form].reverse()) form.set(name, value)
    }),
    fails: ['codes-repeated-parameter'],
  },
  {
    what: 'refuses a scope without a value',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.get('scope') === '' ? error('invalid_scope') : undefined,
    ),
    fails: ['codes-empty-parameter'],
  },
  {
    what: 'refuses parameters that it does not know',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.has('devicegrant_audit') ? error('invalid_request') : undefined,
    ),
    fails: ['codes-unknown-parameter'],
  },
  {
    what: 'refuses a scope that it does not know with another error',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.get('scope')?.includes('unknown') ? error('invalid_request') : undefined,
    ),
    fails: ['codes-unknown-scope'],
  },
  {
    what: 'gives codes for a GET',
    breaking: instead(({ path, method }) =>
      path === deviceAuthorization && method === 'GET' ? Response.json({ device_code: 'x' }) : undefined,
    ),
    fails: ['codes-get'],
  },
  {
    what: 'has no page',
    breaking: instead(({ path, method }) =>
      path === '/device' && method === 'GET' ? new Response('', { status: 404 }) : undefined,
    ),
    fails: ['page-served'],
  },
  {
    what: 'lets other sites frame its page',
    breaking: together(
      withoutHeader('X-Frame-Options', (_body, path) => path === '/device'),
      withoutHeader('Content-Security-Policy', (_body, path) => path === '/device'),
    ),
    fails: ['page-framing'],
  },
  {
    what: 'names every site in frame-ancestors',
    breaking: together(
      withoutHeader('X-Frame-Options', (_body, path) => path === '/device'),
      onResponse(({ headers }, { path }) => {
        if (path === '/device') headers.set('Content-Security-Policy', 'frame-ancestors *')
      }),
    ),
    fails: ['page-framing'],
  },
]
