import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, startCode } from './support/example-flow.js'
import { type RunningExample, startExample } from './support/example-process.js'

const alice = { username: 'alice', password: 'correct horse battery staple' }

describe('the example with passport', () => {
  let server: RunningExample
  beforeAll(async () => {
    server = await startExample('examples/passport/server.js')
  })
  afterAll(() => server.stop())

  const send = (path: string, init: RequestInit = {}) => fetch(server.address + path, { redirect: 'manual', ...init })
  const signInByForm = (
    fields: Readonly<Record<string, string>>,
    returnTo = '/',
    headers: Readonly<Record<string, string>> = {},
  ) =>
    send(`/sign-in?${new URLSearchParams({ return_to: returnTo })}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
    })
  const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''

  it('signs a device in by the form of the host', async () => {
    expect(await signIn(server.address)).not.toBe('')
  })

  it('sends a person to the form of the host, and back to the code', async () => {
    const { userCode } = await startCode(send)
    const response = await signInByForm(alice, `/device?user_code=${userCode}`)
    expect([response.status, response.headers.get('location')]).toEqual([303, `/device?user_code=${userCode}`])
  })

  it('refuses a wrong password, an unknown name and the form of another site', async () => {
    for (const fields of [
      { ...alice, password: 'wrong' },
      { ...alice, username: 'bob' },
    ]) {
      const response = await signInByForm(fields)
      expect(response.headers.get('location')).toBe('/sign-in?return_to=%2F&failed=')
    }
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await signInByForm(alice, '/', headers)).status).toBe(403)
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])('does not return to %s', async (address) => {
    const response = await signInByForm(alice, address)
    expect(response.headers.get('location')).toBe('/')
    const form = await (await send(`/sign-in?return_to=${encodeURIComponent(`"><script>${address}`)}`)).text()
    expect(form).toContain('action="/sign-in?return_to=%2F"')
  })

  it('ends every session of a person who signs out everywhere', async () => {
    const [one, other] = [cookieOf(await signInByForm(alice)), cookieOf(await signInByForm(alice))]
    const who = async (cookie: string) => (await send('/', { headers: { cookie } })).text()
    expect([await who(one), await who(other)]).toEqual(['Signed in as alice.', 'Signed in as alice.'])
    const response = await send('/device/linked/end', {
      method: 'POST',
      headers: {
        cookie: one,
        origin: server.address,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ all: true }),
    })
    expect([response.status, await response.json()]).toEqual([200, { ended: true }])
    expect([await who(one), await who(other)]).toEqual([
      '<a href="/sign-in">Sign in</a>',
      '<a href="/sign-in">Sign in</a>',
    ])
  })
})
