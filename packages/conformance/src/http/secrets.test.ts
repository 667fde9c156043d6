import { htmlEscape } from 'escape-goat'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSecrets } from './secrets.js'
import { keepSecretsIn } from './secrets-in.js'

const strange = `p"a's $s&w<o>r\\d/ü+%=é`

describe('the secrets of a run', () => {
  it.each([
    ['as it is', strange],
    ['in JSON', JSON.stringify({ a: strange })],
    ['in a form', new URLSearchParams({ a: strange }).toString()],
    ['in a URL', `https://login.example.com/?a=${encodeURIComponent(strange)}`],
    ['in a URL with small digits', encodeURIComponent(strange).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in HTML', `<b>${htmlEscape(strange)}</b>`],
  ])('are hidden %s', (_, text) => {
    const secrets = createSecrets()
    secrets.add('CLIENT_SECRET', strange)
    const hidden = secrets.hideIn(text)
    expect(hidden).toContain('$CLIENT_SECRET')
    for (const part of ['p"a', 's $s', 'ü', 'r\\d', '%C3%BC', '%c3%bc', '&lt;o']) expect(hidden).not.toContain(part)
  })

  it('are hidden whatever their characters are, and their names stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), (value) => {
        fc.pre(!'$CLIENT_SECRET'.includes(value) && !'<>'.includes(value))
        const secrets = createSecrets()
        secrets.add('CLIENT_SECRET', value)
        expect(secrets.hideIn(`<${value}>`)).toBe('<$CLIENT_SECRET>')
      }),
    )
  })

  it('have one name each, with a number where there are several', () => {
    const secrets = createSecrets()
    expect(secrets.add('CLIENT_SECRET', 'first')).toBe('$CLIENT_SECRET')
    expect(secrets.add('CLIENT_SECRET', 'first')).toBe('$CLIENT_SECRET')
    expect(secrets.add('OTHER_CLIENT_SECRET', 'second')).toBe('$OTHER_CLIENT_SECRET')
    expect(secrets.add('ACCESS_TOKEN', 'third')).toBe('$ACCESS_TOKEN_1')
    expect(secrets.add('ACCESS_TOKEN', 'fourth')).toBe('$ACCESS_TOKEN_2')
    expect(secrets.hideIn('first second third fourth')).toBe(
      '$CLIENT_SECRET $OTHER_CLIENT_SECRET $ACCESS_TOKEN_1 $ACCESS_TOKEN_2',
    )
  })

  it('are hidden the longest first, because one may contain another', () => {
    const secrets = createSecrets()
    secrets.add('ACCESS_TOKEN', 'abcd')
    secrets.add('REFRESH_TOKEN', 'abcd-efgh')
    expect(secrets.hideIn('abcd-efgh abcd')).toBe('$REFRESH_TOKEN_1 $ACCESS_TOKEN_1')
  })

  it('are hidden as whole words if they are short, and short ones of the server are none', () => {
    const secrets = createSecrets()
    secrets.add('CLIENT_SECRET', 'a.b')
    secrets.add('ACCESS_TOKEN', 'the')
    expect(secrets.hideIn('client_secret=a.b&x=axb the a.bc xa.b')).toBe(
      'client_secret=$CLIENT_SECRET&x=axb the a.bc xa.b',
    )
  })

  it('may be half a surrogate pair, which no URL can have', () => {
    const secrets = createSecrets()
    keepSecretsIn('{"access_token":"\\ud800abcd"}', secrets)
    expect(secrets.hideIn('{"access_token":"\\ud800abcd"}')).toBe('{"access_token":"$ACCESS_TOKEN_1"}')
  })
})

describe('the secrets in a body', () => {
  const hiddenIn = (body: string) => {
    const secrets = createSecrets()
    keepSecretsIn(body, secrets)
    return secrets.hideIn(body)
  }

  it.each([
    [
      'JSON',
      '{"access_token":"tok-1", "id_token" : "tok-2"}',
      '{"access_token":"$ACCESS_TOKEN_1", "id_token" : "$ID_TOKEN_1"}',
    ],
    ['JSON within JSON', '{"data":{"device_code":"code-1"}}', '{"data":{"device_code":"$DEVICE_CODE_1"}}'],
    ['broken JSON', '{"refresh_token":"tok-1","x":', '{"refresh_token":"$REFRESH_TOKEN_1","x":'],
    ['JSON with a broken escape', String.raw`{"access_token":"tok\x1"}`, '{"access_token":"$ACCESS_TOKEN_1"}'],
    ['JSON with quotation marks', String.raw`{"access_token":"a\"b$c"}`, '{"access_token":"$ACCESS_TOKEN_1"}'],
    ['JSON as PHP spells it', String.raw`{"access_token":"ab\/cd\/ef"}`, '{"access_token":"$ACCESS_TOKEN_1"}'],
    ['JSON with needless escapes', String.raw`{"access_token":"\u0061bcde"}`, '{"access_token":"$ACCESS_TOKEN_1"}'],
    ['a form', 'access_token=ab%2fcd+e&x=1', 'access_token=$ACCESS_TOKEN_1&x=1'],
  ])('are hidden in %s', (_, body, expected) => {
    expect(hiddenIn(body)).toBe(expected)
  })

  it('are no other members, and no members without text', () => {
    const body = '{"user_code":"ABCD-EFGH","access_token":"","refresh_token":12345,"token":"wxyz"}'
    expect(hiddenIn(body)).toBe(body)
  })

  it.each(['x', '\\\\', '\\"', '"', '"access_token":"', '"access_token":"\\', '"access_token" '])(
    'are looked for in a body of a mebibyte of %j',
    (text) => {
      const body = `{"access_token":"${text.repeat((1024 * 1024) / text.length)}`
      expect(() => hiddenIn(body)).not.toThrow()
      expect(() => hiddenIn(`${body}"}`)).not.toThrow()
    },
  )

  it('have an end, so that a body full of them keeps no run busy', () => {
    const body = Array.from({ length: 50 }, (_, nth) => `{"access_token":"token-${nth + 100}"}`).join('')
    expect(hiddenIn(body).match(/\$ACCESS_TOKEN/g)).toHaveLength(20)
  })
})
