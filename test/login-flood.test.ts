import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createDialectHost, openHandler } from './dialect-host.js'
import { alice, formType } from './flow.js'

/** A server with one permit and two places, on which no password is hashed before `finish`. */
function openServer() {
  const { passwordLogin } = createFakeHost().options
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const hasher = {
    ...passwordLogin.hasher,
    async verify(hash: string, password: string) {
      await finished
      return passwordLogin.hasher.verify(hash, password)
    },
  }
  const limits = { permits: 1, queue: 2 }
  const { grant } = createDialectHost(
    { passwordGrant: true },
    {
      trustedProxies: ['127.0.0.1'],
      onWarning: () => {},
      passwordLogin: { ...passwordLogin, passwordGrant: true, hasher, limits },
    },
  )
  return { door: openHandler(grant), finish }
}

type Door = ReturnType<typeof openServer>['door']

const from = (address: string) => ['X-Forwarded-For', address] as const
const postForm = (door: Door, path: string, address: string, fields: Record<string, string>, cookie = '') =>
  door.send({
    method: 'POST',
    path,
    headers: [
      formType,
      ['Origin', 'http://127.0.0.1:3000'],
      from(address),
      ...(cookie === '' ? [] : [['Cookie', cookie] as const]),
    ],
    body: String(new URLSearchParams(fields)),
  })

const logIn = async (door: Door, address: string, password = alice.password) =>
  (await postForm(door, '/login', address, { ...alice, password })).status

async function signInOnPage(door: Door, address: string): Promise<number> {
  const shown = await door.send({ method: 'GET', path: '/device/sign-in', headers: [from(address)] })
  const cookie = shown.headers.find(([name]) => name === 'Set-Cookie')?.[1].split(';')[0]
  const csrf = /name="csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? ''
  return (await postForm(door, '/device/sign-in', address, { ...alice, csrf }, cookie)).status
}

/** Everything at which a password is tried, and the status of a success there. */
const doors = [
  ['POST /login', logIn, 200],
  ['the sign-in of the page', signInOnPage, 303],
  [
    'the login of Dreadnode',
    async (door: Door, address: string) => (await postForm(door, '/api/v1/auth/login', address, alice)).status,
    200,
  ],
  [
    'the password grant',
    async (door: Door, address: string) => {
      const client = { client_id: 'fake-legacy', client_secret: 'fake-legacy-secret' }
      return (await postForm(door, '/token', address, { grant_type: 'password', ...client, ...alice })).status
    },
    200,
  ],
] as const

describe('while one address has every place for hashing', () => {
  it.each(doors)('%s is open to another address, and closed to that one', async (_, knock, success) => {
    const { door, finish } = openServer()
    const attacks = Array.from({ length: 3 }, () => logIn(door, '192.0.2.1', 'wrong'))
    expect(await knock(door, '192.0.2.1')).toBe(503)
    const honest = knock(door, '198.51.100.1')
    // The newest of the attacker's requests gives up its place, while nothing has been hashed yet.
    const first = await Promise.race([attacks[2]?.then(() => 'attack'), honest.then(() => 'honest')])
    expect(first).toBe('attack')
    finish()
    expect(await honest).toBe(success)
    expect(await Promise.all(attacks)).toEqual([400, 400, 503])
  })
})
