import { expect } from 'vitest'
import { decideInBrowser } from './browser-forms.js'
import { membersOf } from './json.js'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a server answered to a client. */
export interface Said {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A code that a device was given: what its person reads, and the form that asks for its tokens. */
export interface StartedCode {
  readonly userCode: string
  readonly form: Readonly<Record<string, string>>
}

/** Sends a form. */
export async function post(url: string, form: Readonly<Record<string, string>>): Promise<Said> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: await membersOf(response) }
}

/** A new code of `demo-cli`. */
export async function startCode(address: string, wishes: Readonly<Record<string, string>> = {}): Promise<StartedCode> {
  const { body } = await post(`${address}/device_authorization`, { client_id: 'demo-cli', ...wishes })
  const form = { grant_type: deviceGrant, client_id: 'demo-cli', device_code: String(body['device_code']) }
  return { userCode: String(body['user_code']), form }
}

/** A code of `demo-cli` that alice has approved, as the form that asks for its tokens. */
export async function approved(address: string, wishes: Readonly<Record<string, string>> = { scope: 'read' }) {
  const { userCode, form } = await startCode(address, wishes)
  await decideInBrowser(address, userCode, 'approve')
  return form
}

/** A whole sign-in of `demo-cli` by alice; the tokens at its end. */
export async function link(address: string, scope = 'read'): Promise<Record<'access' | 'refresh', string>> {
  return redeem(address, await approved(address, { scope }))
}

/** Asks for the tokens of a code that was approved. */
export async function redeem(
  address: string,
  form: StartedCode['form'],
): Promise<Record<'access' | 'refresh', string>> {
  const { status, body } = await post(`${address}/token`, form)
  expect({ status, body }).toMatchObject({ status: 200 })
  return { access: String(body['access_token']), refresh: String(body['refresh_token'] ?? '') }
}

/** Asks for new tokens by a refresh token of `demo-cli`. */
export function refresh(address: string, token: string): Promise<Said> {
  return post(`${address}/token`, { grant_type: 'refresh_token', client_id: 'demo-cli', refresh_token: token })
}

/** Asks who an access token belongs to. */
export function meWith(address: string, token: string): Promise<Response> {
  return fetch(`${address}/me`, { headers: { authorization: `Bearer ${token}` } })
}

/** Alice signs in and approves a code at a server that has another address than its issuer, as an app of the host's would. */
export async function approveByApp(address: string, userCode: string): Promise<void> {
  const login = await post(`${address}/login`, { username: 'alice', password: 'correct horse battery staple' })
  const send = async (path: string, body: object): Promise<Said> => {
    const headers = { authorization: `Bearer ${login.body['access_token']}`, 'content-type': 'application/json' }
    const response = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: await membersOf(response) }
  }
  const { body: view } = await send('/device/lookup', { user_code: userCode })
  const decision = { user_code: userCode, ticket: view['ticket'], decision: 'approve' }
  expect(await send('/device/decision', decision)).toEqual({ status: 200, body: { status: 'approved' } })
}
