import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { readClient } from './client-credentials.js'
import type { Parameters } from './parameters.js'

// RFC 6749 §2.3 and §2.3.1; behaviour C01 to C12, decision 17a.

const basic = (text: string, scheme = 'Basic') => `${scheme} ${Buffer.from(text).toString('base64')}`

/** RFC 6749 appendix B, as a client does it. */
const encoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')

function read(parameters: Parameters, authorization?: string) {
  const credentials = readClient(parameters, authorization)
  return isProblem(credentials) ? credentials.code : credentials
}

describe('a client says who it is', () => {
  it('by its name alone', () => {
    expect(read({ client_id: 'tv' })).toEqual({ method: 'none', clientId: 'tv' })
  })

  it('by its name and secret in the body', () => {
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
  ])('by Basic, form-encoded: %s', (_, clientId, secret) => {
    expect(read({}, basic(`${encoded(clientId)}:${encoded(secret)}`))).toEqual({
      method: 'client_secret_basic',
      clientId,
      secret,
    })
  })

  it.each([
    ['basic', basic('agent:secret', 'basic')],
    ['BASIC', basic('agent:secret', 'BASIC')],
    ['several spaces', basic('agent:secret', 'Basic  ')],
    ['no padding', basic('agent:secret').replaceAll('=', '')],
  ])('by Basic, spelled with %s', (_, header) => {
    expect(read({}, header)).toEqual({ method: 'client_secret_basic', clientId: 'agent', secret: 'secret' })
  })

  it('by Basic, with a second colon in the secret left as it is', () => {
    expect(read({}, basic('agent:a:b:c'))).toMatchObject({ clientId: 'agent', secret: 'a:b:c' })
  })

  it.each([
    ['with the same name in the body', { client_id: 'agent' }],
    ['with other parameters in the body', { scope: 'read', client_assertion_type: 'x' }],
  ])('by Basic, %s', (_, parameters) => {
    expect(read(parameters, basic('agent:secret'))).toMatchObject({ method: 'client_secret_basic', clientId: 'agent' })
  })

  it('by Basic with an empty secret, as a public client does', () => {
    expect(read({ client_id: 'tv' }, basic('tv:'))).toEqual({ method: 'none', clientId: 'tv' })
    expect(read({}, basic('tv:'))).toEqual({ method: 'none', clientId: 'tv' })
  })
})

describe('what proves nobody is invalid_client', () => {
  it.each([
    ['another scheme', 'Bearer x'],
    ['another scheme that begins alike', 'Basics YTpi'],
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
    ['a malformed escape in the name', basic('%zz:secret')],
    ['a malformed escape in the secret', basic('agent:%')],
    ['bytes that are not UTF-8', `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}`],
    ['more than 4 kB', basic(`agent:${'x'.repeat(4_000)}`)],
    ['a hundred thousand spaces', `Basic ${' '.repeat(100_000)}x`],
    ['a line break before the scheme', `\n${basic('agent:secret')}`],
    ['a line break behind it', `${basic('agent:secret')}\n`],
  ])('%s', (_, authorization) => {
    expect(read({}, authorization)).toBe('invalidClient')
    expect(read({ client_id: 'tv' }, authorization)).toBe('invalidClient')
  })

  it.each([
    ['in the body', { client_assertion: 'eyJ' }],
    ['beside a name', { client_id: 'tv', client_assertion: 'eyJ' }],
    ['that is no text', { client_id: 'tv', client_assertion: {} }],
  ])('an assertion %s', (_, parameters) => {
    expect(read(parameters)).toBe('invalidClient')
    expect(read(parameters, basic('agent:secret'))).toBe('invalidClient')
  })
})

describe('what contradicts itself is invalid_request', () => {
  it.each<[string, Parameters, string?]>([
    ['nobody is named', {}],
    ['only a secret', { client_secret: 'x' }],
    ['Basic and a secret in the body', { client_secret: 'secret' }, basic('agent:secret')],
    ['Basic with an empty secret, and one in the body', { client_secret: 'secret' }, basic('agent:')],
    ['Basic and another name in the body', { client_id: 'tv' }, basic('agent:secret')],
    ['Basic and the name in other case', { client_id: 'AGENT' }, basic('agent:secret')],
    ['a name that is a list', { client_id: ['tv', 'agent'] }],
    ['a name that is a number', { client_id: 7 }],
    ['a name that is null', { client_id: null }],
    ['a name that is an object', { client_id: { $ne: '' } }],
    ['a secret that is an object', { client_id: 'agent', client_secret: { $ne: '' } }],
    ['a secret that is true', { client_id: 'agent', client_secret: true }, basic('agent:secret')],
  ])('%s', (_, parameters, authorization) => {
    expect(read(parameters, authorization)).toBe('invalidRequest')
  })
})
