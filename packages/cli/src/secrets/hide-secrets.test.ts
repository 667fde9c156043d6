import { generateSigningKey } from '@devicegrant/core/jwt'
import { describe, expect, it } from 'vitest'
import { createSecretHider } from './hide-secrets.js'

const env = {
  DEVICEGRANT_SECRET: 'the long secret of this test',
  DB_PWD: 'swordfish1',
  PWD: '/srv/app',
  MY_KEY: 'short',
  QUOTED_PASSWORD: 'say "hi" & go/on',
  API_TOKENS: 'plain-words-one',
  PGPASSWORD: 'plain-words-two',
  STORE_KEYSPACE: 'production',
  BYPASS_RULES: 'plain-words-three',
  OLDPWD: '/srv/older',
}
const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
const { hide, learn } = createSecretHider(() => env)

describe('a text of the host', () => {
  it.each([
    ['redis://:hunter2@db:6379 is away', 'redis://[hidden]@db:6379 is away'],
    ['postgres://me:p@ss/w@db/x', 'postgres://[hidden]@db/x'],
    ["connect('rediss://default:hunter2@db') failed", "connect('rediss://[hidden]@db') failed"],
    ['https://example.com/path?password=hunter2&x=1', 'https://example.com/path?password=[hidden]&x=1'],
    ['password: "hunter2" is wrong', 'password: "[hidden]" is wrong'],
    ['got the long secret of this test here', 'got [hidden] here'],
    ['cannot log in with swordfish1', 'cannot log in with [hidden]'],
    ['b-bFf0jTH7seW0wjkGgBa9oIvSji_iLh4CNsegzY8LI is wrong', '[hidden] is wrong'],
    [
      `Unexpected token 'x', ...""d":"1Sogx","al"... is not valid JSON`,
      "Unexpected token 'x', [hidden] is not valid JSON",
    ],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- x', '[hidden] x'],
    ['{"value":"say \\"hi\\" & go/on"}', '{"value":"[hidden]"}'],
    ['https://example.com/?q=say%20%22hi%22%20%26%20go%2Fon', 'https://example.com/?q=[hidden]'],
    ['plain-words-one, plain-words-two', '[hidden], [hidden]'],
    ["postgres://app:it's-a-Secret-9@db is away", 'postgres://[hidden]@db is away'],
    ['cannot reach "postgres://app:a"b@db/x"', 'cannot reach "postgres://[hidden]@db/x"'],
    [`the token ${jwt}. It is wrong`, 'the token [hidden]. It is wrong'],
    [`{"a":"${jwt}"}`, '{"a":"[hidden]"}'],
    ['eyJhbGciOiJkaXIifQ..aXY.dGV4dA.dGFn is a JWE', '[hidden] is a JWE'],
    [`Bearer ${jwt}`, 'Bearer [hidden]'],
    ['got Bearer aB3dEf, and no more', 'got Bearer [hidden], and no more'],
    ['sent Basic bWU6aHVudGVyMg==', 'sent Basic [hidden]'],
    ['Authorization: Basic bWU6aHVudGVyMg== was sent', 'Authorization: Basic [hidden] was sent'],
    ['{"authorization":"Bearer hunter"}', '{"authorization":"Bearer [hidden]"}'],
    ['authorization=hunter', 'authorization=[hidden]'],
    ['{"authorization":{"password":"hunter"}}', '{"authorization":{"password":"[hidden]"}}'],
    ['q83vEjRWeJA+/bCrze8SNFZ4kKvN7xI0VniQq83vEjQ= is wrong', '[hidden] is wrong'],
    ['got "/83vEjRWeJA+/bCrze8SNFZ4kKvN7xI0VniQq83vEjQ="', 'got "[hidden]"'],
    ['got Yi6tRYPwvjOtuInUJ/aKPVY+/Jx7KhJl', 'got [hidden]'],
    ['got VtlWRLMWONRLRgtXOROrng==', 'got [hidden]'],
    ['got 3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKS+q.', 'got [hidden].'],
    ['it is b-bFf0jTH7seW0wjkGgBa9oIvSji_iLh4CNsegzY8LI.', 'it is [hidden].'],
    ['password="two words secret" is wrong', 'password="[hidden]" is wrong'],
    [`password='it's "two" words' is wrong`, "password='[hidden]' is wrong"],
    ['password: "a \\" b" is wrong', 'password: "[hidden]" is wrong'],
    ["password 'x' of password = 'it''s two words' is wrong", "password 'x' of password = '[hidden]' is wrong"],
    ['productionDatabasePassword="two words"', 'productionDatabasePassword="[hidden]"'],
    ['password=`two words` is wrong', 'password=`[hidden]` is wrong'],
    ['password="without an end', 'password="[hidden]"'],
    ['{\\"password\\":\\"two words\\",\\"a\\":1}', '{\\"password\\":\\"[hidden]\\",\\"a\\":1}'],
    ['client_secret=hunter2&x=1', 'client_secret=[hidden]&x=1'],
    ["{ clientSecret: 'two words', a: 1 }", "{ clientSecret: '[hidden]', a: 1 }"],
    ['{\\"kty\\":\\"EC\\",\\"d\\":\\"1Sogx\\"}', '{\\"kty\\":\\"EC\\",\\"d\\":\\"[hidden]\\"}'],
    ['away\r\u001b[2K\u001b[32mno problems\u009b1A\u007f', 'away\ufffd\ufffd[2K\ufffd[32mno problems\ufffd1A\ufffd'],
    ['one\r\n\ttwo', 'one\n\ttwo'],
  ])('%j becomes %j', (text, expected) => {
    expect(hide(text)).toBe(expected)
  })

  it.each([
    "Cannot find module '/srv/app/gone.js' imported from /srv/app/grant.js",
    'issuer must be an https URL, such as https://example.com',
    'stores.authorizations.recordPoll failed: connect ECONNREFUSED 127.0.0.1:6379',
    '"undefined" is not valid JSON',
    'short texts stay',
    'production, plain-words-three and /srv/older/x',
    "Cannot find package '@devicegrant/core' imported from file:///srv/app/node_modules/@devicegrant/core/dist/index.js",
    'Cannot find module /srv/App2/releases/Current/packages/server/checks/configuration',
    'Cannot find module packages/server2/checks/Configuration/of/the/host',
    'ENOENT: /nix/store/1hq2v8k3b5n7m9c4x6z8l0p2s4d6f8g0-node/bin/node',
    'the issuer https://login.example.com/realms/Main2/of/the/customers/and/partners is wrong',
    'cannot load https://cdn.example.com/npm/@devicegrant/core/dist/index.js',
    'Bearer authentication failed, Basic Auth too',
    'the token is no text',
    'compass: north',
    '{"authorization":{"userCode":"user_code_1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},"revision":1}',
  ])('%j stays', (text) => {
    expect(hide(text)).toBe(text)
  })

  it('has no private member of a key', async () => {
    const key = await generateSigningKey('RS256')
    const text = hide(`${JSON.stringify(key)} ${JSON.stringify(key, undefined, 2)}`)
    for (const member of [key.d, key.p, key.q, key.dp, key.dq, key.qi]) expect(text).not.toContain(member)
    expect(text).toContain('RS256')
  })

  it('has no secret that was learned', () => {
    learn('a passphrase with spaces')
    learn('tiny')
    learn(undefined)
    learn('half a pair \ud800')
    expect(hide('tiny: a passphrase with spaces')).toBe('tiny: [hidden]')
    expect(hide('a%20passphrase%20with%20spaces, half a pair \ud800')).toBe('[hidden], [hidden]')
  })
})
