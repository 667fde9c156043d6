import type { AuditRequest, AuditResponse } from '@devicegrant/testing'
import type { OpenDoor } from './doors.js'
import { createFlow, formType, json } from './flow.js'

export const jsonType = ['Content-Type', 'application/json'] as const
const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** What is sent to a path: fields in the way that the path reads, or nothing. */
interface Call {
  readonly path: string
  readonly writes: 'form' | 'json' | 'query' | 'nothing'
  readonly fields: Readonly<Record<string, string>>
  /** The `Accept` header, in a dialect that has several representations. */
  readonly accept?: string
}

/** How a device speaks one dialect. The device code is the one thing that a poll lacks here. */
export interface Tongue {
  readonly called: string
  readonly start: Call
  readonly poll: Call
  /** The name of the device code in a poll. @defaultValue `device_code` */
  readonly codeName?: string
  /** The page with the JSON interface for its codes. @defaultValue that of the RFC's own */
  readonly page?: string
  /** Reads the codes of a start. @defaultValue the names that OAuth has for them */
  readonly codesIn?: (started: Readonly<Record<string, string>>) => Codes
}

const client = { client_id: 'fake-cli' }
const oauthPoll = (path: string): Call => ({ path, writes: 'form', fields: { ...client, grant_type: grantType } })

const rfc8628: Tongue = {
  called: 'rfc8628',
  start: { path: '/device_authorization', writes: 'form', fields: client },
  poll: oauthPoll('/token'),
}

const oracle: Tongue = {
  called: 'oracle',
  start: {
    path: '/oauth2/v1/device',
    writes: 'form',
    fields: { response_type: 'device_code', scope: 'read', ...client },
  },
  poll: oauthPoll('/oauth2/v1/token'),
}

const auth0: Tongue = {
  called: 'auth0',
  start: {
    path: '/oauth/device/code',
    writes: 'form',
    fields: { ...client, scope: 'read', audience: 'https://api.example.com' },
  },
  poll: oauthPoll('/oauth/token'),
}

const github: Tongue = {
  called: 'github',
  start: {
    path: '/login/device/code',
    writes: 'form',
    fields: { ...client, scope: 'read' },
    accept: 'application/json',
  },
  poll: { ...oauthPoll('/login/oauth/access_token'), accept: 'application/json' },
}

const dreadnodeAt = (called: string, prefix: string): Tongue => ({
  called,
  start: { path: `${prefix}/device/code`, writes: 'nothing', fields: {} },
  poll: { path: `${prefix}/device/token`, writes: 'json', fields: {} },
})

const entra: Tongue = {
  called: 'entra',
  start: { path: '/oauth2/v2.0/devicecode', writes: 'form', fields: { ...client, scope: 'read' } },
  poll: oauthPoll('/oauth2/v2.0/token'),
  page: '/devicelogin',
}

const google: Tongue = {
  called: 'google',
  start: { path: '/device/code', writes: 'form', fields: { ...client, scope: 'read' } },
  poll: oauthPoll('/token'),
}

/** The RFC at other paths. */
const movedTo = (called: string, start: string, token: string, page?: string): Tongue => ({
  called,
  start: { path: start, writes: 'form', fields: client },
  poll: oauthPoll(token),
  ...(page !== undefined && { page }),
})

const npm: Tongue = {
  called: 'npm',
  start: { path: '/-/v1/login', writes: 'json', fields: {} },
  poll: { path: '/-/v1/done', writes: 'query', fields: {} },
  codeName: 'sessionId',
  codesIn({ loginUrl = '', doneUrl = '' }) {
    const valueIn = (url: string, name: string) => new URL(url).searchParams.get(name) ?? ''
    return { deviceCode: valueIn(doneUrl, 'sessionId'), userCode: valueIn(loginUrl, 'user_code'), lifetime: 600_000 }
  },
}

const trakt: Tongue = {
  called: 'trakt',
  start: { path: '/oauth/device/code', writes: 'json', fields: client },
  poll: { path: '/oauth/device/token', writes: 'json', fields: client },
  codeName: 'code',
  page: '/activate',
}

/** Every dialect as it is spoken. `dreadnode` and `unversioned` are one dialect at two places. */
export const tongues = {
  rfc8628,
  oracle,
  auth0,
  dreadnode: dreadnodeAt('dreadnode', '/api/v1/auth'),
  unversioned: dreadnodeAt('dreadnode without a version', '/api/auth'),
  github,
  entra,
  google,
  gitlab: movedTo('gitlab', '/oauth/authorize_device', '/oauth/token', '/oauth/device'),
  hydra: movedTo('hydra', '/oauth2/device/auth', '/oauth2/token'),
  huggingFace: movedTo('huggingFace', '/oauth/device', '/oauth/token'),
  stripe: movedTo('stripe', '/stripecli/oauth2/device/authorization', '/stripecli/oauth2/token'),
  okta: movedTo('okta', '/oauth2/v1/device/authorize', '/oauth2/v1/token'),
  sentry: movedTo('sentry', '/oauth/device/code/', '/oauth/token/'),
  npm,
  trakt,
} as const

/** Writes a call in the way that its path reads, with these fields beside its own. */
export function write(
  { path, writes, fields, accept }: Call,
  more: Readonly<Record<string, string>> = {},
): AuditRequest {
  const all = { ...fields, ...more }
  if (writes === 'nothing') return { method: 'POST', path, headers: [] }
  const accepted = accept === undefined ? [] : [['Accept', accept] as const]
  if (writes === 'query') return { method: 'GET', path: `${path}?${new URLSearchParams(all)}`, headers: accepted }
  if (writes === 'json') return { method: 'POST', path, headers: [jsonType, ...accepted], body: JSON.stringify(all) }
  return { method: 'POST', path, headers: [formType, ...accepted], body: String(new URLSearchParams(all)) }
}

/** The two codes of a start, and their lifetime in milliseconds. */
interface Codes {
  readonly deviceCode: string
  readonly userCode: string
  readonly lifetime: number
}

/** A device that speaks one dialect, and a person at the verification interface. */
export function createDialectFlow(door: () => OpenDoor, tongue: () => Tongue) {
  const send = (request: AuditRequest): Promise<AuditResponse> => door().send(request)
  const { verification } = createFlow(door)

  const start = (more?: Readonly<Record<string, string>>) => send(write(tongue().start, more))

  const poll = (deviceCode: string, more: Readonly<Record<string, string>> = {}, as = tongue()) =>
    send(write(as.poll, { [as.codeName ?? 'device_code']: deviceCode, ...more }))

  async function begin(more?: Readonly<Record<string, string>>): Promise<Codes> {
    const response = await start(more)
    if (response.status !== 200) throw new Error(`no codes: ${response.status} ${response.body}`)
    const { codesIn = codesOfOAuth } = tongue()
    return codesIn(json(response))
  }

  /** Decides as alice. */
  async function decide(userCode: string, decision = 'approve'): Promise<void> {
    const { lookUp, decide } = await verification(userCode, tongue().page)
    const { ticket = '' } = json(await lookUp())
    const { status, body } = await decide(ticket, decision)
    if (status !== 200) throw new Error(`the decision was answered with ${status} ${body}`)
  }

  async function beginDecided(decision?: string, more?: Readonly<Record<string, string>>): Promise<Codes> {
    const codes = await begin(more)
    await decide(codes.userCode, decision)
    return codes
  }

  return { send, start, poll, begin, decide, beginDecided }
}

function codesOfOAuth(started: Readonly<Record<string, string>>): Codes {
  const { device_code: deviceCode = '', user_code: userCode = '', expires_in: seconds } = started
  return { deviceCode, userCode, lifetime: Number(seconds) * 1_000 }
}

/** The value of a header, and `undefined` where it is missing. Several are joined by commas. */
export function headerOf({ headers }: AuditResponse, wanted: string): string | undefined {
  const values = headers.filter(([name]) => name.toLowerCase() === wanted.toLowerCase()).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** The body without the random identifiers that some dialects put into each problem. */
export function withoutIds({ body }: AuditResponse): string {
  return body.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'id')
}

/** The members of a JSON body with the kinds of their values, in the order in which they were written. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null'
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].sort()
  if (typeof value === 'object') return Object.entries(value).map(([name, member]) => [name, shapeOf(member)])
  return Number.isInteger(value) ? 'integer' : typeof value
}
