import { generateSigningKey } from '@devicegrant/core/jwt'
import { describe, expect, it } from 'vitest'
import { createSecretHider } from './hide-secrets.js'

const env = {
  DEVICEGRANT_SECRET: 'the long secret of this test',
  DB_PWD: 'swordfish1',
  PWD: '/srv/app',
  MY_KEY: 'short',
}
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
  ])('%j becomes %j', (text, expected) => {
    expect(hide(text)).toBe(expected)
  })

  it.each([
    "Cannot find module '/srv/app/gone.js' imported from /srv/app/grant.js",
    'issuer must be an https URL, such as https://example.com',
    'stores.authorizations.recordPoll failed: connect ECONNREFUSED 127.0.0.1:6379',
    '"undefined" is not valid JSON',
    'short texts stay',
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
    expect(hide('tiny: a passphrase with spaces')).toBe('tiny: [hidden]')
  })
})
