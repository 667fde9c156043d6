// A device and a person, over HTTP, against a server in whatever runtime: what the documents promise, step by step.

import assert from 'node:assert/strict'

const issuer = 'http://127.0.0.1:8080'
// Of one request, so that a server that hangs is a failure with a name.
const patience = 30_000
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const alice = { username: 'alice', password: 'correct horse battery staple' }
const api = `Basic ${Buffer.from('api:the secret of a resource server').toString('base64')}`

/** Runs all steps against the server at this address. What is thrown says at which step. */
export async function runFlow(address) {
  const wire = createWire(address)
  const seen = {}
  for (const [name, step] of steps) {
    try {
      Object.assign(seen, await step(wire, seen))
    } catch (fault) {
      throw new Error(`step "${name}": ${fault.message}`, { cause: fault })
    }
  }
  return steps.length
}

// Each gets what the steps before it have brought to light, and adds to it.
const steps = [
  ['the metadata and the public keys', documents],
  ['a device asks for codes', start],
  ['the device polls a pending code, and too fast', pollPending],
  ['a wrong password and an unknown account are refused alike', refusePasswords],
  ['eight people sign in at once', signIn],
  ['the person looks the code up and approves it', approve],
  ['eight polls at once get one set of tokens', redeem],
  ['the answer is given again, byte for byte', replay],
  ['the access token opens a resource', useToken],
  ['the refresh token is rotated, and its answer given again', refresh],
  ['a resource server introspects the new token', introspect],
  ['the token is revoked, and opens nothing any more', revoke],
  ['another code is denied on the page, after a sign-in there', denyOnPage],
  ['malformed and oversized bodies are refused', refuseBodies],
]

async function documents({ get }) {
  const metadata = await get('/.well-known/oauth-authorization-server')
  assert.equal(metadata.status, 200, metadata.text)
  assert.equal(metadata.json().issuer, issuer)
  const keys = await get('/jwks')
  assert.deepEqual(
    keys.json().keys.map((key) => [key.use, 'd' in key]),
    [['sig', false]],
  )
}

async function start({ post }) {
  const codes = await post('/device_authorization', { client_id: 'mycli', scope: 'read offline_access' })
  assert.equal(codes.status, 200, codes.text)
  const { device_code: deviceCode, user_code: userCode } = codes.json()
  assert.match(deviceCode, /^[\w-]{65}$/)
  return { deviceCode, userCode }
}

async function pollPending({ poll }, { deviceCode }) {
  assert.deepEqual(refusalOf(await poll(deviceCode)), [400, 'authorization_pending'])
  const tooFast = await poll(deviceCode)
  assert.deepEqual(refusalOf(tooFast), [400, 'slow_down'])
  assert.equal(tooFast.headers.get('retry-after'), String(tooFast.json().interval))
}

async function refusePasswords({ post }) {
  const [wrong, unknown] = await Promise.all([
    post('/login', { ...alice, password: 'wrong' }),
    post('/login', { ...alice, username: 'nobody' }),
  ])
  assert.deepEqual(refusalOf(wrong), [400, 'invalid_grant'])
  assert.equal(unknown.text, wrong.text)
}

async function signIn({ post }) {
  const logins = await Promise.all(Array.from({ length: 8 }, () => post('/login', alice)))
  for (const login of logins) assert.equal(login.status, 200, login.text)
  return { authorization: `Bearer ${logins[0].json().access_token}` }
}

async function approve({ postJson }, { authorization, userCode }) {
  const view = await postJson('/device/lookup', { user_code: userCode.toLowerCase() }, authorization)
  assert.equal(view.status, 200, view.text)
  const { client, scope, requester, ticket } = view.json()
  assert.deepEqual([client.client_id, scope, requester.ip], ['mycli', 'read offline_access', '127.0.0.1'])
  const decision = { user_code: userCode, ticket, decision: 'approve' }
  const decided = await postJson('/device/decision', decision, authorization)
  assert.deepEqual([decided.status, decided.text], [200, '{"status":"approved"}'])
}

async function redeem({ poll }, { deviceCode }) {
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => poll(deviceCode)))
  assert.equal(first.status, 200, first.text)
  for (const other of others) assert.equal(other.text, first.text)
  const { access_token: accessToken, refresh_token: refreshToken } = first.json()
  return { tokens: first.text, accessToken, refreshToken }
}

async function replay({ poll }, { deviceCode, tokens }) {
  assert.equal((await poll(deviceCode)).text, tokens)
}

async function useToken({ get }, { accessToken }) {
  const things = await get('/things', `Bearer ${accessToken}`)
  assert.deepEqual([things.status, things.text], [200, '{"owner":"user-alice"}'])
  assert.equal((await get('/things')).status, 401)
}

async function refresh({ post }, { accessToken, refreshToken }) {
  const asked = { client_id: 'mycli', grant_type: 'refresh_token', refresh_token: refreshToken }
  const refreshed = await post('/token', asked)
  assert.equal(refreshed.status, 200, refreshed.text)
  assert.equal((await post('/token', asked)).text, refreshed.text)
  const { access_token: next, refresh_token: nextRefreshToken } = refreshed.json()
  assert.notEqual(next, accessToken)
  assert.notEqual(nextRefreshToken, refreshToken)
  return { accessToken: next }
}

async function introspect({ post }, { accessToken }) {
  const { status, text, json } = await post('/introspect', { token: accessToken }, api)
  assert.equal(status, 200, text)
  const { active, sub, client_id: clientId } = json()
  assert.deepEqual([active, sub, clientId], [true, 'user-alice', 'mycli'])
}

async function revoke({ get, post }, { accessToken }) {
  const revoked = await post('/revoke', { client_id: 'mycli', token: accessToken })
  assert.equal(revoked.status, 200, revoked.text)
  assert.equal((await get('/things', `Bearer ${accessToken}`)).status, 401)
  assert.equal((await post('/introspect', { token: accessToken }, api)).text, '{"active":false}')
}

async function denyOnPage(wire) {
  const { deviceCode, userCode } = await start(wire)
  const browser = createBrowser(wire)
  await browser.open(`/device?user_code=${userCode}`)
  if (!browser.has('password')) await browser.submit({ user_code: userCode })
  await browser.submit(alice)
  if (!browser.has('ticket')) await browser.submit({ user_code: userCode })
  await browser.submit({ decision: 'deny' })
  assert.deepEqual(refusalOf(await wire.poll(deviceCode)), [400, 'access_denied'])
}

async function refuseBodies({ send, post }) {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const twice = await send('POST', '/token', form, 'client_id=mycli&client_id=mycli')
  assert.deepEqual(refusalOf(twice), [400, 'invalid_request'])
  const notJson = await send('POST', '/token', { 'content-type': 'application/json' }, '{"client_id":')
  assert.deepEqual(refusalOf(notJson), [400, 'invalid_request'])
  assert.equal((await post('/token', { client_id: 'x'.repeat(100_000) })).status, 413)
}

function refusalOf({ status, json }) {
  return [status, json().error]
}

/** Requests as a client sends them; answers with their text read. */
function createWire(address) {
  async function send(method, path, headers = {}, body = undefined) {
    const signal = AbortSignal.timeout(patience)
    const response = await fetch(address + path, { method, headers, body, redirect: 'manual', signal })
    const text = await response.text()
    const json = () => {
      try {
        return JSON.parse(text)
      } catch (cause) {
        throw new Error(`${method} ${path} was answered ${response.status}, and not in JSON: ${text}`, { cause })
      }
    }
    return { status: response.status, headers: response.headers, text, json }
  }
  const authorized = (authorization) => (authorization === undefined ? {} : { authorization })
  const post = (path, fields, authorization) =>
    send('POST', path, authorized(authorization), new URLSearchParams(fields))
  return {
    send,
    post,
    get: (path, authorization) => send('GET', path, authorized(authorization)),
    postJson: (path, value, authorization) =>
      send('POST', path, { 'content-type': 'application/json', ...authorized(authorization) }, JSON.stringify(value)),
    poll: (deviceCode) => post('/token', { client_id: 'mycli', grant_type: deviceGrant, device_code: deviceCode }),
  }
}

/** As much of a browser as the page needs: cookies, redirects, and the first form with its hidden fields. */
function createBrowser({ send }) {
  const cookies = new Map()
  let page = ''

  async function go(method, path, body) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const { status, headers, text } = await send(method, path, { cookie, origin: issuer }, body)
    for (const line of headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      cookies.set(name, value)
    }
    const location = headers.get('location')
    if (location !== null) return go('GET', withoutOrigin(location))
    assert.equal(status, 200, text)
    page = text
  }

  return {
    open: (path) => go('GET', path),
    has: (field) => page.includes(`name="${field}"`),
    async submit(typed) {
      const [, form] = /<form([\s\S]*?)<\/form>/.exec(page) ?? []
      assert.ok(form, `there is no form to fill in: ${page}`)
      const [, action] = /action="([^"]+)"/.exec(form)
      const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
        /name="([^"]*)"/.exec(input)[1],
        /value="([^"]*)"/.exec(input)[1],
      ])
      await go('POST', withoutOrigin(action), new URLSearchParams({ ...Object.fromEntries(hidden), ...typed }))
    },
  }
}

function withoutOrigin(url) {
  const { pathname, search } = new URL(url, issuer)
  return pathname + search
}
