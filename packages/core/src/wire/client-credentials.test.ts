import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { readClient } from './client-credentials.js'
import type { Parameters } from './parameters.js'

// RFC 6749 §2.3 and §2.3.1, RFC 7521 §4.2, RFC 7523 §2.2. Basic without encoding: docs/decisions/0033.

const basic = (text: string, scheme = 'Basic') => `${scheme} ${Buffer.from(text).toString('base64')}`

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const base64url = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url')
const payloadOf = (claims: object) => base64url(JSON.stringify(claims))
const header = payloadOf({ alg: 'ES256' })
const jwt = (claims: object) => `${header}.${payloadOf(claims)}.c2ln`

/** The parameters of an assertion. */
const asserting = (assertion: unknown = jwt({ sub: 'agent' })): Parameters => ({
  client_assertion_type: jwtBearer,
  client_assertion: assertion,
})

/** The form-encoding of a client, RFC 6749 appendix B. */
const encoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')

function read(parameters: Parameters, authorization?: string) {
  const credentials = readClient(parameters, authorization)
  return isProblem(credentials) ? credentials.code : credentials
}

describe('a client authenticates', () => {
  it('with its client_id alone', () => {
    expect(read({ client_id: 'tv' })).toEqual({ method: 'none', clientId: 'tv' })
  })

  it('with its client_id and secret in the body', () => {
    const said = { client_id: 'agent', client_secret: 's+e c%' }
    expect(read(said)).toEqual({ method: 'client_secret_post', clientId: 'agent', secret: 's+e c%' })
  })

  it.each([
    ['plain', 'agent', 'secret'],
    ['a colon', 'a:gent', 'se:cret'],
    ['a percent sign', '100%', '%41'],
    ['a plus', 'a+b', 'c+d'],
    ['a space', 'a b', 'c d'],
    ['letters beyond ASCII', 'caf\u00E9', 's\u00E9cr\u00E9t\u{1F511}'],
    ['an equals sign and an ampersand', 'a=b', 'c&d'],
  ])('with Basic, form-encoded: %s', (_, clientId, secret) => {
    expect(read({}, basic(`${encoded(clientId)}:${encoded(secret)}`))).toMatchObject({
      method: 'client_secret_basic',
      clientId,
      secret,
    })
  })

  it.each([
    ['a plus', 'agent', 's+cret', { clientId: 'agent', secret: 's cret' }],
    ['a percent sign that decodes', 'agent', '100%41', { clientId: 'agent', secret: '100A' }],
    ['a client_id that decodes', 'a+gent', 'secret', { clientId: 'a gent', secret: 'secret' }],
    ['a colon in the secret', 'agent', 'a+b:c', { clientId: 'agent', secret: 'a b:c' }],
  ])('with Basic, not form-encoded, as a second reading: %s', (_, clientId, secret, decoded) => {
    expect(read({}, basic(`${clientId}:${secret}`))).toEqual({
      method: 'client_secret_basic',
      ...decoded,
      unencoded: { clientId, secret },
    })
  })

  it.each([
    ['a percent sign without digits', 'agent', '%'],
    ['a percent sign with other letters', 'agent', 's%zz'],
    ['an escape that is not UTF-8', 'agent', '%E9'],
    ['a plus and an invalid escape', 'agent', 'a+b%zz'],
    ['an invalid escape in the client_id', '%zz', 'secret'],
    ['letters beyond ASCII', 'caf\u00E9', 's\u00E9cr\u00E9t\u{1F511}'],
    ['characters that a form must encode', 'a=b', 'c&d#?/\\"'],
  ])('with Basic, not form-encoded, as the only reading: %s', (_, clientId, secret) => {
    expect(read({}, basic(`${clientId}:${secret}`))).toEqual({ method: 'client_secret_basic', clientId, secret })
  })

  it('with Basic, an empty secret, and a client_id that decodes', () => {
    expect(read({}, basic('a+b:'))).toEqual({
      method: 'none',
      clientId: 'a b',
      unencoded: { clientId: 'a+b', secret: '' },
    })
  })

  it.each<[string, Parameters]>([
    ['the same secret in the body', { client_secret: 'secret' }],
    ['the same client_id and secret in the body', { client_id: 'agent', client_secret: 'secret' }],
  ])('with Basic and %s, which is still one method', (_, parameters) => {
    expect(read(parameters, basic('agent:secret'))).toEqual({
      method: 'client_secret_basic',
      clientId: 'agent',
      secret: 'secret',
    })
  })

  it.each<[string, Parameters, string, object]>([
    ['a plain secret', { client_secret: 'a+b' }, 'agent:a+b', { clientId: 'agent', secret: 'a+b' }],
    ['a decoded secret', { client_secret: 'a b' }, 'agent:a+b', { clientId: 'agent', secret: 'a b' }],
    ['a plain client_id', { client_id: 'a+b' }, 'a+b:c%41', { clientId: 'a+b', secret: 'c%41' }],
    ['a decoded client_id', { client_id: 'a b' }, 'a+b:c%41', { clientId: 'a b', secret: 'cA' }],
  ])('with Basic, and the body decides the reading: %s', (_, parameters, sent, expected) => {
    expect(read(parameters, basic(sent))).toEqual({ method: 'client_secret_basic', ...expected })
  })

  it.each([
    ['basic', basic('agent:secret', 'basic')],
    ['BASIC', basic('agent:secret', 'BASIC')],
    ['several spaces', basic('agent:secret', 'Basic  ')],
    ['no padding', basic('agent:secret').replaceAll('=', '')],
  ])('with Basic, spelled with %s', (_, header) => {
    expect(read({}, header)).toEqual({ method: 'client_secret_basic', clientId: 'agent', secret: 'secret' })
  })

  it('with Basic, and keeps a second colon in the secret', () => {
    expect(read({}, basic('agent:a:b:c'))).toMatchObject({ clientId: 'agent', secret: 'a:b:c' })
  })

  it.each([
    ['the same client_id in the body', { client_id: 'agent' }],
    ['other parameters in the body', { scope: 'read', client_assertion_type: 'x' }],
  ])('with Basic and %s', (_, parameters) => {
    expect(read(parameters, basic('agent:secret'))).toMatchObject({ method: 'client_secret_basic', clientId: 'agent' })
  })

  it('with Basic and an empty secret, as a public client', () => {
    expect(read({ client_id: 'tv' }, basic('tv:'))).toEqual({ method: 'none', clientId: 'tv' })
    expect(read({}, basic('tv:'))).toEqual({ method: 'none', clientId: 'tv' })
  })
})

describe('unusable credentials are invalid_client', () => {
  it.each([
    ['another scheme', 'Bearer x'],
    ['another scheme with the same beginning', 'Basics YTpi'],
    ['no credentials', 'Basic'],
    ['no credentials after the space', 'Basic '],
    ['an empty header', ''],
    ['no base64', 'Basic !!!'],
    ['base64url', 'Basic YTp-fn5-'],
    ['a space inside', 'Basic YTpi YTpi'],
    ['two headers, joined by a comma', 'Basic YTpi, Basic YTpi'],
    ['padding in the middle', 'Basic YT=pi'],
    ['a length that base64 cannot have', 'Basic YTpiY'],
    ['no colon', basic('agent')],
    ['an empty name', basic(':secret')],
    ['nothing but a colon', basic(':')],
    ['a letter in latin1', `Basic ${Buffer.from('agent:s\u00E9cret', 'latin1').toString('base64')}`],
    ['bytes that are not UTF-8', `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}`],
    ['more than 4 kB', basic(`agent:${'x'.repeat(4_000)}`)],
    ['a hundred thousand spaces', `Basic ${' '.repeat(100_000)}x`],
    ['a line break before the scheme', `\n${basic('agent:secret')}`],
    ['a line break after it', `${basic('agent:secret')}\n`],
  ])('%s', (_, authorization) => {
    expect(read({}, authorization)).toBe('invalidClient')
    expect(read({ client_id: 'tv' }, authorization)).toBe('invalidClient')
  })

  it.each([
    ['nothing', ''],
    ['text that is not a JWT', 'garbage'],
    ['a JWT cut short', `${header}.${payloadOf({ sub: 'agent' })}`],
    ['a JWT without a signature', `${header}.${payloadOf({ sub: 'agent' })}.`],
    ['a JWT without a header', `.${payloadOf({ sub: 'agent' })}.c2ln`],
    ['a JWT without a payload', `${header}..c2ln`],
    ['a JWT with one part too many', `${jwt({ sub: 'agent' })}.c2ln`],
    ['a JWT with white space around it', ` ${jwt({ sub: 'agent' })}\n`],
    ['a JWT in padded base64', `${header}.${Buffer.from('{"sub":"a"}').toString('base64')}.c2ln`],
    ['a payload that base64url cannot have', `${header}.A.c2ln`],
    ['a payload that is not JSON', `${header}.${base64url('agent')}.c2ln`],
    ['a payload that is cut short', `${header}.${base64url('{"sub":"agent"')}.c2ln`],
    ['a payload that is not UTF-8', `${header}.${base64url(Buffer.from('{"sub":"\u00E9"}', 'latin1'))}.c2ln`],
    ['a payload that is null', `${header}.${base64url('null')}.c2ln`],
    ['a payload that is a list', jwt([{ sub: 'agent' }])],
    ['no subject', jwt({ iss: 'agent' })],
    ['an empty subject', jwt({ sub: '' })],
    ['a subject that is not text', jwt({ sub: 7 })],
    ['a subject that is a list', jwt({ sub: ['agent'] })],
    ['a subject that is null', jwt({ sub: null })],
    ['more than 8 kB', jwt({ sub: 'agent', pad: 'x'.repeat(8_192) })],
    ['a hundred thousand dots', '.'.repeat(100_000)],
    ['a hundred thousand letters', 'a'.repeat(100_000)],
  ])('an assertion with %s', (_, assertion) => {
    expect(read(asserting(assertion))).toBe('invalidClient')
    expect(read({ ...asserting(assertion), client_id: 'agent' })).toBe('invalidClient')
  })

  it.each([
    ['of SAML', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'],
    ['of a grant', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ['in other case', 'urn:ietf:params:oauth:client-assertion-type:JWT-bearer'],
    ['with a space', `${jwtBearer} `],
    ['that is empty', ''],
    ['that is a list', [jwtBearer]],
    ['that is null', null],
  ])('an assertion of a type %s', (_, type) => {
    expect(read({ ...asserting(), client_assertion_type: type })).toBe('invalidClient')
  })

  it.each(['tv', 'AGENT', 'agent ', 'agents'])('an assertion with the client_id of another client: %j', (clientId) => {
    expect(read({ ...asserting(), client_id: clientId })).toBe('invalidClient')
  })
})

describe('a client authenticates with a signed assertion', () => {
  const agent = { method: 'private_key_jwt', clientId: 'agent', assertion: jwt({ sub: 'agent' }) }

  it('that names it', () => {
    expect(read(asserting())).toEqual(agent)
  })

  it('and its client_id', () => {
    expect(read({ ...asserting(), client_id: 'agent' })).toEqual(agent)
  })

  it('that is not checked here except for its subject', () => {
    const assertion = jwt({ sub: 'caf\u00E9 \u{1F511}', iss: 7, exp: 'never', aud: null })
    expect(read(asserting(assertion))).toEqual({
      method: 'private_key_jwt',
      clientId: 'caf\u00E9 \u{1F511}',
      assertion,
    })
  })

  it('of up to 8 kB', () => {
    const around = jwt({ sub: 'agent', pad: '' }).length
    const filled = (length: number) => jwt({ sub: 'agent', pad: 'x'.repeat(Math.floor(((length - around) * 3) / 4)) })
    expect(filled(8_192).length).toBeGreaterThan(8_188)
    expect(filled(8_192).length).toBeLessThanOrEqual(8_192)
    expect(read(asserting(filled(8_192)))).toMatchObject({ method: 'private_key_jwt', clientId: 'agent' })
    expect(filled(8_196).length).toBeGreaterThan(8_192)
    expect(read(asserting(filled(8_196)))).toBe('invalidClient')
  })

  it('but not with client_assertion_type alone', () => {
    expect(read({ client_id: 'tv', client_assertion_type: jwtBearer })).toEqual({ method: 'none', clientId: 'tv' })
    expect(read({ client_assertion_type: jwtBearer })).toBe('invalidRequest')
  })
})

describe('contradictory or malformed credentials are invalid_request', () => {
  it.each<[string, Parameters, string?]>([
    ['no client', {}],
    ['only a secret', { client_secret: 'x' }],
    ['Basic and another secret in the body', { client_secret: 'other' }, basic('agent:secret')],
    ['Basic, another secret and the same client_id', { client_id: 'agent', client_secret: 'x' }, basic('agent:secret')],
    [
      'Basic, the same secret and another client_id',
      { client_id: 'tv', client_secret: 'secret' },
      basic('agent:secret'),
    ],
    ['Basic and a secret of neither reading', { client_secret: 'a%2Bb' }, basic('agent:a+b')],
    [
      'Basic, the client_id of one reading and the secret of the other',
      { client_id: 'a b', client_secret: 'c+d' },
      basic('a+b:c+d'),
    ],
    ['Basic with an empty secret, and a secret in the body', { client_secret: 'secret' }, basic('agent:')],
    ['Basic and another client_id in the body', { client_id: 'tv' }, basic('agent:secret')],
    ['Basic and the client_id in another case', { client_id: 'AGENT' }, basic('agent:secret')],
    ['a client_id that is a list', { client_id: ['tv', 'agent'] }],
    ['a client_id that is a number', { client_id: 7 }],
    ['a client_id that is null', { client_id: null }],
    ['a client_id that is an object', { client_id: { $ne: '' } }],
    ['a secret that is an object', { client_id: 'agent', client_secret: { $ne: '' } }],
    ['a secret that is true', { client_id: 'agent', client_secret: true }, basic('agent:secret')],
    ['an assertion without its type', { client_assertion: jwt({ sub: 'agent' }) }],
    ['an assertion without its type, and a client_id', { client_id: 'agent', client_assertion: jwt({ sub: 'agent' }) }],
    ['an assertion that is an object', asserting({})],
    ['an assertion that is a list', asserting([jwt({ sub: 'agent' })])],
    ['an assertion that is a number', asserting(7)],
    ['an assertion that is null', asserting(null)],
    ['an assertion and Basic', asserting(), basic('agent:secret')],
    ['an assertion and Basic with an empty secret', asserting(), basic('agent:')],
    ['an assertion and another scheme', asserting(), 'Bearer x'],
    ['an assertion and a secret in the body', { ...asserting(), client_secret: 'secret' }],
    ['an assertion and both', { ...asserting(), client_secret: 'secret' }, basic('agent:secret')],
    ['an assertion and a client_id that is a list', { ...asserting(), client_id: ['agent'] }],
    ['an assertion and a secret that is an object', { ...asserting(), client_secret: {} }],
  ])('%s', (_, parameters, authorization) => {
    expect(read(parameters, authorization)).toBe('invalidRequest')
  })
})

describe('a problem repeats nothing of what was sent', () => {
  it.each<[string, Parameters, string?]>([
    ['an assertion that is not a JWT', asserting('hunter2.hunter2.hunter2')],
    ['an assertion of another client', { ...asserting(jwt({ sub: 'hunter2' })), client_id: 'agent' }],
    ['an assertion of another type', { ...asserting(), client_assertion_type: 'hunter2' }],
    ['an assertion and a secret', { ...asserting(), client_secret: 'hunter2' }],
    ['an assertion and Basic', asserting(), basic('agent:hunter2')],
    ['a malformed Basic', {}, 'Basic hunter2 hunter2'],
  ])('%s', (_, parameters, authorization) => {
    const refusal = readClient(parameters, authorization)
    expect(refusal).toHaveProperty('code')
    expect(JSON.stringify(refusal)).not.toMatch(/hunter2|agent/)
  })
})
