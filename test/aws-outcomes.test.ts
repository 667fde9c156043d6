import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aws } from '../packages/core/src/schemas.js'
import { shapeOf } from './dialect-flow.js'
import examples from './fixtures/aws/examples.json' with { type: 'json' }
import { startAwsHost } from './support/aws-host.js'
import { decideAt } from './support/browser-forms.js'
import type { ExpressHost } from './support/express-host.js'

// The outcome of every request in the dialect of AWS, over HTTP (docs/dialects/aws.md).

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const startUrl = 'https://example.awsapps.com/start'

let host: ExpressHost

beforeEach(async () => {
  host = await startAwsHost()
})

afterEach(() => host.close())

interface Received {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

async function send(path: string, body: unknown, type = 'application/json', method = 'POST'): Promise<Received> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(host.issuer + path, {
    method,
    headers: { 'Content-Type': type },
    ...(method === 'POST' && { body: text }),
  })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
}

const register = (changes: object = {}) =>
  send('/client/register', { clientName: 'My tool', clientType: 'public', scopes: ['read'], ...changes })

async function registered(): Promise<{ clientId: string; clientSecret: string }> {
  const { body } = await register()
  return { clientId: String(body['clientId']), clientSecret: String(body['clientSecret']) }
}

async function begun() {
  const client = await registered()
  const started = await send('/device_authorization', { ...client, startUrl })
  const deviceCode = String(started.body['deviceCode'])
  const link = String(started.body['verificationUriComplete'])
  const poll = (changes: object = {}) => send('/token', { ...client, grantType: deviceGrant, deviceCode, ...changes })
  return { client, started, deviceCode, link, poll }
}

function expectProblem(received: Received, status: number, type: string, error: string): void {
  const { headers, body } = received
  expect([received.status, body['__type'], body['error']]).toEqual([status, type, error])
  expect(shapeOf(body)).toEqual([
    ['__type', 'string'],
    ['error', 'string'],
    ['error_description', 'string'],
  ])
  expect(aws.errorResponse.safeParse(body).error).toBeUndefined()
  expectGuarded(headers)
}

function expectGuarded(headers: Headers): void {
  expect(headers.get('Content-Type')).toBe('application/json')
  expect(headers.get('Cache-Control')).toBe('no-store')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  expect(headers.get('x-amzn-RequestId')).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)
}

describe('a success', () => {
  it('registers a client', async () => {
    const { status, headers, body } = await register()
    expectGuarded(headers)
    expect([status, shapeOf(body)]).toEqual([
      200,
      [
        ['clientId', 'string'],
        ['clientSecret', 'string'],
        ['clientIdIssuedAt', 'integer'],
        ['clientSecretExpiresAt', 'integer'],
      ],
    ])
    const days = (Number(body['clientSecretExpiresAt']) - Number(body['clientIdIssuedAt'])) / 86_400
    expect(days).toBe(90)
  })

  it('gives codes', async () => {
    const { status, headers, body } = (await begun()).started
    expectGuarded(headers)
    expect([status, shapeOf(body)]).toEqual([
      200,
      [
        ['deviceCode', 'string'],
        ['userCode', 'string'],
        ['verificationUri', 'string'],
        ['verificationUriComplete', 'string'],
        ['expiresIn', 'integer'],
        ['interval', 'integer'],
      ],
    ])
  })

  it('gives tokens for the scope of the registration, and the same bytes again for 30 seconds', async () => {
    const { poll, link } = await begun()
    await decideAt(link, 'approve')
    const first = await poll()
    expectGuarded(first.headers)
    expect([first.status, shapeOf(first.body)]).toEqual([
      200,
      [
        ['accessToken', 'string'],
        ['tokenType', 'string'],
        ['expiresIn', 'integer'],
        ['refreshToken', 'string'],
      ],
    ])
    expect(host.events.find(({ type }) => type === 'authorizationRedeemed')?.scope).toEqual(['read'])
    host.clock.advance(29_999)
    expect((await poll()).body).toEqual(first.body)
    host.clock.advance(1)
    expectProblem(await poll(), 400, 'InvalidGrantException', 'invalid_grant')
  })

  it('refreshes tokens, with a scope that is a list', async () => {
    const { client, poll, link } = await begun()
    await decideAt(link, 'approve')
    const { refreshToken } = (await poll()).body
    const refresh = (changes: object) =>
      send('/token', { ...client, grantType: 'refresh_token', refreshToken, ...changes })
    expectProblem(await refresh({ scope: 'read' }), 400, 'InvalidRequestException', 'invalid_request')
    expectProblem(await refresh({ scope: ['read write'] }), 400, 'InvalidScopeException', 'invalid_scope')
    expectProblem(await refresh({ refreshToken: 'example' }), 400, 'InvalidGrantException', 'invalid_grant')
    const { status, body } = await refresh({ scope: ['read'] })
    expect([status, aws.tokenResponse.safeParse(body).error]).toEqual([200, undefined])
  })
})

describe('a poll of a code that is', () => {
  it('pending, and polled too fast', async () => {
    const { poll } = await begun()
    for (const wait of [0, 0, 1_999]) {
      host.clock.advance(wait)
      expectProblem(await poll(), 400, 'AuthorizationPendingException', 'authorization_pending')
    }
    host.clock.advance(1)
    const fast = await poll()
    expectProblem(fast, 400, 'SlowDownException', 'slow_down')
    expect(fast.headers.get('Retry-After')).toBe('10')
    host.clock.advance(10_000)
    expectProblem(await poll(), 400, 'AuthorizationPendingException', 'authorization_pending')
  })

  it('denied', async () => {
    const { poll, link } = await begun()
    await decideAt(link, 'deny')
    for (let count = 0; count < 2; count++) {
      expectProblem(await poll(), 400, 'AccessDeniedException', 'access_denied')
    }
  })

  it('expired, until the code is forgotten', async () => {
    const { poll } = await begun()
    host.clock.advance(600_000)
    for (const wait of [0, 5 * 60_000]) {
      host.clock.advance(wait)
      expectProblem(await poll(), 400, 'ExpiredTokenException', 'expired_token')
    }
    host.clock.advance(10 * 60_000)
    expectProblem(await poll(), 400, 'InvalidGrantException', 'invalid_grant')
  })

  it('unknown, or of another client', async () => {
    const { poll } = await begun()
    expectProblem(await poll({ deviceCode: 'example' }), 400, 'InvalidGrantException', 'invalid_grant')
    expectProblem(await poll(await registered()), 400, 'InvalidGrantException', 'invalid_grant')
  })
})

describe('any other request', () => {
  it('of a client that is unknown, or does not authenticate', async () => {
    const { client, poll } = await begun()
    const wrong = [{ clientId: 'nobody' }, { clientSecret: 'wrong' }, { clientSecret: undefined }]
    for (const changes of wrong) {
      expectProblem(await poll(changes), 401, 'InvalidClientException', 'invalid_client')
      const start = await send('/device_authorization', { ...client, startUrl, ...changes })
      expectProblem(start, 401, 'InvalidClientException', 'invalid_client')
    }
  })

  it('with a wrong parameter names the parameter as the wire does', async () => {
    const { client, poll } = await begun()
    const missing = [
      [await poll({ clientId: undefined }), 'clientId'],
      [await poll({ deviceCode: undefined }), 'deviceCode'],
      [await poll({ grantType: undefined }), 'grantType'],
      [await send('/token', { ...client, grantType: 'refresh_token' }), 'refreshToken'],
      [await send('/device_authorization', client), 'startUrl'],
      [await register({ clientName: undefined }), 'clientName'],
    ] as const
    for (const [received, name] of missing) {
      expectProblem(received, 400, 'InvalidRequestException', 'invalid_request')
      expect(received.body['error_description']).toBe(`The parameter ${name} is missing.`)
    }
    expect((await poll({ deviceCode: 7 })).body['error_description']).toBe('The parameter deviceCode is malformed.')
  })

  it('with the parameters of OAuth lacks those of AWS', async () => {
    const { client, deviceCode } = await begun()
    const { clientId: client_id, clientSecret: client_secret } = client
    const oauth = { client_id, client_secret, grant_type: deviceGrant, device_code: deviceCode }
    const received = await send('/token', oauth)
    expectProblem(received, 400, 'InvalidRequestException', 'invalid_request')
    expect(received.body['error_description']).toBe('The parameter grantType is missing.')
  })

  it('with a secret in the URL, by either name', async () => {
    const { client, deviceCode } = await begun()
    const names = ['clientSecret', 'client_secret', 'deviceCode', 'device_code', 'refreshToken', 'refresh_token']
    for (const name of names) {
      const received = await send(`/token?${name}=x`, { ...client, grantType: deviceGrant, deviceCode })
      expectProblem(received, 400, 'InvalidRequestException', 'invalid_request')
    }
    const other = await send('/token?clientId=x', { ...client, grantType: deviceGrant, deviceCode })
    expectProblem(other, 400, 'AuthorizationPendingException', 'authorization_pending')
  })

  it('with a grant type that is not served', async () => {
    const { poll } = await begun()
    for (const grantType of ['authorization_code', 'password']) {
      expectProblem(await poll({ grantType }), 400, 'UnsupportedGrantTypeException', 'unsupported_grant_type')
    }
    const browser = await register({ grantTypes: ['authorization_code', 'refresh_token'] })
    expectProblem(browser, 400, 'UnsupportedGrantTypeException', 'unsupported_grant_type')
  })

  it('to register with wrong metadata', async () => {
    const confidential = await register({ clientType: 'confidential' })
    expectProblem(confidential, 400, 'InvalidClientMetadataException', 'invalid_client_metadata')
    const nameless = await register({ clientName: '\u202e' })
    expectProblem(nameless, 400, 'InvalidClientMetadataException', 'invalid_client_metadata')
    expectProblem(await register({ scopes: ['admin'] }), 400, 'InvalidScopeException', 'invalid_scope')
    expectProblem(await register({ scopes: 'read' }), 400, 'InvalidRequestException', 'invalid_request')
  })

  it('that comes too often', async () => {
    for (let count = 0; count < 60; count++) expect((await register()).status).toBe(200)
    const refused = await register()
    expectProblem(refused, 429, 'SlowDownException', 'slow_down')
    expect(refused.headers.get('Retry-After')).toBe('60')
  })

  it('that HTTP refuses', async () => {
    for (const path of ['/client/register', '/device_authorization', '/token']) {
      const wrong = [
        [400, await send(path, '{')],
        [405, await send(path, '', 'application/json', 'GET')],
        [413, await send(path, 'a'.repeat(70_000))],
        [415, await send(path, 'clientId=x', 'application/x-www-form-urlencoded')],
      ] as const
      for (const [status, received] of wrong) {
        expectProblem(received, status, 'InvalidRequestException', 'invalid_request')
      }
    }
  })
})

describe('a documented example', () => {
  const schemas = {
    '/client/register': [aws.registrationRequest, aws.registrationResponse],
    '/device_authorization': [aws.deviceAuthorizationRequest, aws.deviceAuthorizationResponse],
    '/token': [aws.tokenRequest, aws.tokenResponse],
  } as const
  const isPath = (path: string): path is keyof typeof schemas => path in schemas

  it.each(examples)('of $what passes the schemas, and its request is read', async ({ path, request, response }) => {
    if (!isPath(path)) throw new Error(`no schema for ${path}`)
    const [asked, answered] = schemas[path]
    expect([asked.safeParse(request).error, answered.safeParse(response).error]).toEqual([undefined, undefined])
    const { body } = await send(path, request)
    // It is read as far as to its client, or to its grant types.
    expect(body['error']).toBe(path === '/client/register' ? 'unsupported_grant_type' : 'invalid_client')
  })
})
