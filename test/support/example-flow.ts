import { expect } from 'vitest'
import { decideInBrowser } from './browser-forms.js'
import { membersOf } from './json.js'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Sends a request to a server of an example. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

/** Starts a code of `mycli`, and returns the form that polls for its tokens. */
export async function startCode(send: Send, scope = 'read') {
  const response = await post(send, '/device_authorization', { client_id: 'mycli', scope })
  const body = await membersOf(response)
  expect({ status: response.status, body }).toMatchObject({ status: 200 })
  const form = { grant_type: deviceGrant, client_id: 'mycli', device_code: String(body['device_code']) }
  const pending = await post(send, '/token', form)
  expect(await membersOf(pending)).toMatchObject({ error: 'authorization_pending' })
  return { userCode: String(body['user_code']), form }
}

/** Polls for the tokens of an approved code, and returns the access token. */
export async function redeem(send: Send, form: Readonly<Record<string, string>>): Promise<string> {
  const response = await post(send, '/token', form)
  const body = await membersOf(response)
  expect({ status: response.status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  return String(body['access_token'])
}

/** A device starts, alice approves on the page, and the device gets its token. */
export async function signIn(address: string): Promise<string> {
  const send: Send = (path, init) => fetch(address + path, init)
  const { userCode, form } = await startCode(send)
  const page = await decideInBrowser(address, userCode, 'approve')
  expect(page.text).toContain('Approved')
  return redeem(send, form)
}

function post(send: Send, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return send(path, { method: 'POST', body: new URLSearchParams(fields) })
}
