// The client in whatever runtime, against a server of ours: a person approves and denies over HTTP, as a browser would.

import assert from 'node:assert/strict'
import { createDeviceClient } from '@devicegrant/client'

const issuer = 'http://127.0.0.1:8080'
const things = `${issuer}/things`
const alice = { username: 'alice', password: 'correct horse battery staple' }
const api = `Basic ${btoa('api:the secret of a resource server')}`
/** Longer than any access token lives. */
const veryLong = 1_000_000_000_000

// Each gets the client and what the steps before it have brought to light, and adds to it.
const steps = [
  ['a person approves, and the client is signed in', signIn],
  ['the server says who is signed in', sayWho],
  ['the access token opens a resource', openThings],
  ['a refresh brings another token', refresh],
  ['the client signs out, and its tokens are gone everywhere', signOut],
  ['the person denies the next request', denyNext],
]

/** Runs all steps against the server at this address, with the tokens in this place. What is thrown says at which step. */
export async function runClient(address, tokens) {
  const world = createWorld(address, tokens)
  const seen = {}
  for (const [name, step] of steps) {
    try {
      Object.assign(seen, await step(world, seen))
    } catch (fault) {
      throw new Error(`step "${name}": ${fault.message}`, { cause: fault })
    }
  }
  return steps.length
}

/** Returns a client of the server at this address, and the person and the API beside it. */
export function createWorld(address, tokens) {
  const post = postTo(address)
  const auth = createDeviceClient({
    issuer,
    clientId: 'mycli',
    scope: ['openid', 'read', 'offline_access'],
    tokens,
    dpop: 'on',
    pkce: 'on',
    firstPoll: 'now',
    // The server listens somewhere else than its issuer says, as behind a proxy.
    fetch: (url, init) => fetch(String(url).replace(issuer, address), init),
  })
  return {
    auth,
    decide: (decision, userCode) => decide(post, decision, userCode),
    introspect: (token) => post('/introspect', { authorization: api }, new URLSearchParams({ token })),
  }
}

async function signIn({ auth, decide }) {
  const { subject, name, scope, isBound } = await auth.login({ show: ({ userCode }) => decide('approve', userCode) })
  assert.deepEqual([subject, name, scope, isBound], ['user-alice', 'Alice', 'openid read offline_access', true])
}

async function sayWho({ auth }) {
  const { subject, name } = await auth.whoami()
  assert.deepEqual([subject, name], ['user-alice', 'Alice'])
}

async function openThings({ auth }) {
  const response = await auth.fetch(things)
  assert.deepEqual([response.status, await response.text()], [200, '{"owner":"user-alice"}'])
}

async function refresh({ auth, introspect }) {
  const before = await auth.accessToken()
  const accessToken = await auth.accessToken({ minLife: veryLong })
  assert.notEqual(accessToken, before)
  assert.equal((await auth.fetch(things)).status, 200)
  assert.equal((await introspect(accessToken)).active, true)
  return { accessToken }
}

async function signOut({ auth, introspect }, { accessToken }) {
  assert.equal(await auth.logout(), 'revoked')
  await assert.rejects(auth.accessToken(), { code: 'notLoggedIn' })
  assert.deepEqual(await introspect(accessToken), { active: false })
}

async function denyNext({ auth, decide }) {
  await assert.rejects(auth.login({ show: ({ userCode }) => decide('deny', userCode) }), { code: 'denied' })
  await assert.rejects(auth.whoami(), { code: 'notLoggedIn' })
}

/** Signs the person in, looks the code up, and decides. */
async function decide(post, decision, userCode) {
  const { access_token: session } = await post('/login', {}, new URLSearchParams(alice))
  const headers = { authorization: `Bearer ${session}`, 'content-type': 'application/json' }
  const { ticket } = await post('/device/lookup', headers, JSON.stringify({ user_code: userCode }))
  await post('/device/decision', headers, JSON.stringify({ user_code: userCode, ticket, decision }))
}

/** Returns a function that sends a request of the person or of an API, and reads its JSON. */
function postTo(address) {
  return async (path, headers, body) => {
    const response = await fetch(address + path, { method: 'POST', headers, body })
    const text = await response.text()
    assert.equal(response.status, 200, `POST ${path}: ${text}`)
    return JSON.parse(text)
  }
}
