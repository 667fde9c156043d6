import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../test-support/http.js'
import { startCall } from '../../service/call/call.js'
import type { Route } from '../route.js'
import { findTypedLinks, findTypedPaths } from './typed-paths.js'

const responseOf = (body: string) => ({ status: 200, headers: {}, body })

const route = (method: Route['method'], path: string, isTyped?: true): Route => ({
  operation: 'page:code',
  dialect: 'rfc8628',
  method,
  path,
  ...(isTyped && { redirectTyped: ({ query }) => responseOf(`to ${path}?${query}`) }),
  respond: async () => responseOf(`at ${path}`),
  refuse: () => ({ status: 400, headers: {}, body: '' }),
})

const page = route('GET', '/ui/v1/device', true)
const confirm = route('GET', '/ui/v1/device/confirm', true)
const find = findTypedPaths([page, confirm, route('POST', '/ui/v1/device'), route('GET', '/jwks')])
const found = (path: string, method = 'GET') => find(requestOf({ method, path }))

describe('the address of a page', () => {
  it.each(['GET', 'HEAD'])('answers with a trailing slash, for %s', (method) => {
    expect(found('/ui/v1/device/', method)).toEqual([page])
  })

  it.each(['/UI/V1/Device', '/ui/v1/device//', '//ui/v1/device', '/ui//v1/device', '/Ui/V1/DEVICE/'])(
    'redirects from %s, without an answer of the page',
    async (path) => {
      for (const method of ['GET', 'HEAD']) {
        const [redirecting] = found(path, method) ?? []
        const response = await redirecting?.respond(requestOf({ path, query: 'user_code=X' }), startCall(), {})
        expect(response?.body).toBe('to /ui/v1/device?user_code=X')
      }
    },
  )

  it.each([
    '/ui/v1',
    '/ui/v1/devic',
    '/ui/v1/device/x',
    '/ui/v1/device/.',
    '/ui/v1/device%2F',
    '',
    '/',
    '/JWKS',
    '/jwks/',
  ])('is not %j', (path) => {
    expect(found(path)).toBeUndefined()
  })

  it.each(['POST', 'PUT', 'get', 'OPTIONS'])('is found for GET and HEAD only, and not for %s', (method) => {
    expect(found('/UI/V1/DEVICE/', method)).toBeUndefined()
  })

  it('is found only under spellings of its own path', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const meant = path.replace(/\/+/g, '/').replace(/\/$/, '').toLowerCase()
        expect(found(path) !== undefined).toBe(meant === page.path || meant === confirm.path)
      }),
    )
  })
})

describe('a link with a code in its path', () => {
  const link = { ...route('GET', '/ui/v1/device/{code}'), isTypedLink: true }
  const findLink = findTypedLinks([page, link, route('GET', '/pins/{id}')])

  it.each(['/ui/v1/device/WDJB-MJHT', '/UI/V1/Device/wdjb-mjht', '/ui//v1/device/WDJB-MJHT/'])(
    'is found at %s',
    (path) => {
      for (const method of ['GET', 'HEAD']) {
        expect(findLink({ method, path })).toEqual({ value: [link], parameters: { code: 'wdjb-mjht' } })
      }
    },
  )

  it.each(['/ui/v1/device', '/ui/v1/device/', '/ui/v1/device/a/b', '/PINS/7', '/pins/7'])('is not %s', (path) => {
    expect(findLink({ method: 'GET', path })).toBeUndefined()
  })

  it('is found for GET and HEAD only', () => {
    expect(findLink({ method: 'POST', path: '/ui/v1/device/x' })).toBeUndefined()
  })
})
