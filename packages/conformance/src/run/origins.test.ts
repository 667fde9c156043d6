import { describe, expect, it } from 'vitest'
import type { Endpoints } from '../find/endpoints.js'
import { originsOf, refuseUnsafeSecrets } from './origins.js'

const client = { clientId: 'mycli' }
const secret = { clientId: 'myserver', clientSecret: 'secret' }
const server = 'https://login.example.com'

it('the origins of a run are those that the caller named', () => {
  const endpoints = { token: 'https://token.example.com/token' }
  const origins = originsOf({
    server: `${server}/realm`,
    client,
    endpoints,
    origins: ['https://page.example.com:444/x'],
  })
  expect([...origins]).toEqual([server, 'https://token.example.com', 'https://page.example.com:444'])
  expect(() => originsOf({ server, client, endpoints: { token: 'token' } })).toThrow('token_endpoint takes an address')
  expect(() => originsOf({ server, client, origins: ['*'] })).toThrow('origins takes an address')
})

describe('a secret', () => {
  const found = (endpoints: Endpoints) => ({
    address: server,
    metadata: undefined,
    endpoints: { deviceAuthorization: `${server}/device`, token: `${server}/token`, ...endpoints },
    unused: new Map(),
  })
  const message = 'http://login.example.com/token has no TLS, so a client secret would cross the network in clear text'

  it('crosses no network in clear text', () => {
    const unsafe = found({ token: 'http://login.example.com/token' })
    expect(() => refuseUnsafeSecrets({ server, client: secret }, unsafe)).toThrow(message)
    expect(() => refuseUnsafeSecrets({ server, client, otherClient: secret }, unsafe)).toThrow(message)
    expect(() => refuseUnsafeSecrets({ server, client }, unsafe)).not.toThrow()
  })

  it('may be sent to this machine, and does not go where the keys are', () => {
    const safe = found({ token: 'http://127.0.0.1:3000/token', jwks: 'http://login.example.com/keys' })
    expect(() => refuseUnsafeSecrets({ server, client: secret }, safe)).not.toThrow()
  })
})
