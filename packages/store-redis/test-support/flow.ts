import { createDeviceGrant, type DeviceGrant, fetchHandler, type Policy } from '@devicegrant/core'
import { createFakeHost, createManualClock, type FakeHost } from '@devicegrant/testing'
import type { RedisStores } from '../src/index.js'

/** An HTTP response. */
export interface FlowResponse {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly retryAfter: string | null
}

/** A device and a person, with a device grant of a fake host that keeps all records in Redis. */
export interface Flow {
  readonly host: FakeHost
  readonly grant: DeviceGrant
  begin(): Promise<FlowResponse>
  poll(deviceCode: unknown): Promise<FlowResponse>
  refresh(refreshToken: unknown): Promise<FlowResponse>
  /** Alice's token, with which she looks up codes and decides. */
  signIn(): Promise<string>
  lookUp(token: string, userCode: unknown): Promise<FlowResponse>
  decide(token: string, userCode: unknown, ticket: unknown, decision?: 'approve' | 'deny'): Promise<FlowResponse>
  /** A device code that Alice has approved. */
  beginApproved(): Promise<string>
}

const alice = { username: 'alice', password: 'correct horse battery staple' }
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Creates a flow that uses the clock of Redis. */
export function flowOn(stores: RedisStores, policy: Partial<Policy> = {}): Flow {
  // The grant judges the tokens of this host by the clock of Redis.
  const host = createFakeHost({ clock: createManualClock(Date.now()) })
  const grant = createDeviceGrant({ ...host.options, stores, policy: { ...host.options.policy, ...policy } })
  const serve = fetchHandler(grant)

  async function send(path: string, init: RequestInit): Promise<FlowResponse> {
    const request = new Request(host.options.issuer + path, { method: 'POST', ...init })
    const response = await serve(request)
    if (response === undefined) throw new Error(`nothing is served at ${path}`)
    const body: unknown = await response.json()
    return {
      status: response.status,
      body: Object.fromEntries(Object.entries(Object(body))),
      retryAfter: response.headers.get('Retry-After'),
    }
  }
  const post = (path: string, form: Record<string, string>) => send(path, { body: new URLSearchParams(form) })
  const call = (path: string, token: string, body: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    return send(path, { headers, body: JSON.stringify(body) })
  }

  const flow: Flow = {
    host,
    grant,
    begin: () => post('/device_authorization', { client_id: 'fake-cli', scope: 'read offline_access' }),
    poll: (code) => post('/token', { client_id: 'fake-cli', grant_type: deviceGrant, device_code: String(code) }),
    refresh: (token) =>
      post('/token', { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: String(token) }),
    signIn: async () => String((await post('/login', alice)).body['access_token']),
    lookUp: (token, userCode) => call('/device/lookup', token, { user_code: userCode }),
    decide: (token, userCode, ticket, decision = 'approve') =>
      call('/device/decision', token, { user_code: userCode, ticket, decision }),
    async beginApproved() {
      const { device_code: deviceCode, user_code: userCode } = (await flow.begin()).body
      const token = await flow.signIn()
      const { ticket } = (await flow.lookUp(token, userCode)).body
      const { status } = await flow.decide(token, userCode, ticket)
      if (status !== 200) throw new Error(`the approval got status ${status}`)
      return String(deviceCode)
    },
  }
  return flow
}
