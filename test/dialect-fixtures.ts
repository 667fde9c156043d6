import { readdirSync, readFileSync } from 'node:fs'
import type { Client } from '@devicegrant/core'
import {
  auth0,
  type Dialect,
  dreadnode,
  entra,
  github,
  gitlab,
  google,
  npm,
  oracle,
  rfc8628,
  trakt,
} from '@devicegrant/core/dialects'
import type { AuditRequest, FakeHost } from '@devicegrant/testing'
import { createDialectFlow, tongues } from './dialect-flow.js'
import { createDialectHost, type DialectHost, dialectsWith } from './dialect-host.js'
import type { OpenDoor } from './doors.js'
import { alice, json } from './flow.js'

/** What has happened before a documented request is sent. */
type Given =
  | 'pending'
  | 'tooFast'
  | 'expired'
  | 'expiredAndPolled'
  | 'denied'
  | 'approved'
  | 'approvedForLong'
  | 'approvedAsSomebody'
  | 'approvedForBackend'
  | 'linked'
  | 'linkedBackend'
  | 'redeemed'

/** An answer; without a body where none is documented. */
interface FixtureResponse {
  readonly status: number
  readonly body?: Readonly<Record<string, unknown>>
}

/** Members of an answer, and why they are special. */
type Reasons = Readonly<Record<string, string>>

/** A documented request, a documented answer, or both. */
export interface Exchange {
  /** A label of the origin: `seed 001`, `contracts 2.3`, or the name of a public page, a repository or a client. */
  readonly source: string
  readonly what: string
  readonly given?: Given
  readonly request?: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly response?: FixtureResponse
  /** The document does not say so: it follows from what it says, or from what its clients do. */
  readonly inferred?: true
  /** The members are known from a table or a generator that sorts them, so their order says nothing. */
  readonly tabled?: true
  /** The documentation prints every value exactly as the server sends it. */
  readonly verbatim?: true
  /** Members that our answer has beside the documented ones. */
  readonly ours?: Reasons
  /** Members for which the documented example cannot pass our schema. */
  readonly cannotPass?: Reasons
  /** What we answer instead, on purpose. */
  readonly decided?: FixtureResponse & { readonly why: string }
  /** We do not serve this, or do not say this, at all. */
  readonly notServed?: string
}

/** One document of the seeds. */
interface Seed {
  readonly file: string
  readonly title: string
  readonly source: string
  readonly dialect: string
  readonly path: string
}

const folder = new URL('fixtures/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8')

/** The dialects that have documents, and how they are spoken. */
export const documented: readonly { readonly dialect: Dialect; readonly tongue: keyof typeof tongues }[] = [
  { dialect: dreadnode, tongue: 'dreadnode' },
  { dialect: oracle, tongue: 'oracle' },
  { dialect: auth0, tongue: 'auth0' },
  { dialect: github, tongue: 'github' },
  { dialect: entra, tongue: 'entra' },
  { dialect: google, tongue: 'google' },
  { dialect: gitlab, tongue: 'gitlab' },
  { dialect: npm, tongue: 'npm' },
  { dialect: trakt, tongue: 'trakt' },
]

/** Every exchange of a dialect, file by file. */
export function exchangesOf({ name }: Dialect): readonly (Exchange & { readonly file: string })[] {
  const files = readdirSync(new URL(`${name}/`, folder)).filter((file) => file.endsWith('.json'))
  return files.toSorted().flatMap((file) => {
    const exchanges: readonly Exchange[] = JSON.parse(read(`${name}/${file}`))
    return exchanges.map((exchange) => ({ ...exchange, file: `${name}/${file}` }))
  })
}

/** The documents of the seeds. */
export function seeds(): readonly Seed[] {
  return JSON.parse(read('seeds.json'))
}

const anybody: Client = {
  clientId: 'documented-client',
  name: 'A documented client',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token', 'password'],
  scopes: ['read', 'profile', 'openid', 'offline_access', 'http://tenant-base-url/quotes', 'http://abccorp.com/quote'],
  defaultScopes: ['read'],
  resources: ['https://api.example.com', 'https://api.yotoplay.com'],
}
// The digest is that of the secret of the fake backend.
const backend: Client = {
  ...anybody,
  clientId: 'documented-backend',
  authMethods: ['client_secret_basic', 'client_secret_post'],
  secretDigests: ['7iO352fRZ9WBsERfz9WibCK7GpV6Bf2o9YZDy81Coc4'],
  introspects: 'every',
}
// It asks for no scope, and expects a refresh token.
const app: Client = {
  ...anybody,
  clientId: 'documented-app',
  refreshTokens: 'always',
  scopes: ['public'],
  defaultScopes: ['public'],
}
const credentials = Buffer.from('documented-backend:fake-backend-secret').toString('base64')

/** The parameters that name the client of a documented request. */
function clientIn(name: keyof typeof tongues, given?: Given): Readonly<Record<string, string>> {
  if (name === 'dreadnode' || name === 'npm') return {}
  if (name === 'trakt') return { client_id: app.clientId }
  const isBackend = given === 'approvedForBackend' || given === 'linkedBackend'
  return isBackend
    ? { client_id: backend.clientId, client_secret: 'fake-backend-secret' }
    : { client_id: anybody.clientId }
}

/** A host that serves this dialect, and knows every client of the documents. */
export function createDocumentedHost(dialect: Dialect = rfc8628): DialectHost {
  const more = [anybody, { ...anybody, clientId: 'a5bf5db7f6c43b47b1eae399c68319c4' }, backend, app]
  const { options } = createDialectHost().host
  const passwordLogin = { ...options.passwordLogin, passwordGrant: true }
  return createDialectHost({ more }, { dialects: dialectsWith(dialect.name), passwordLogin, onWarning: () => {} })
}

/** Makes a documented request ready to be sent: everything before it happens, and its `<blanks>` are filled in. */
export async function prepare(
  { request, given }: Exchange,
  name: keyof typeof tongues,
  host: FakeHost,
  door: OpenDoor,
): Promise<AuditRequest> {
  if (request === undefined) throw new Error('there is no request to prepare')
  const blanks: Readonly<Record<string, string>> = {
    'client-id': clientIn(name)['client_id'] ?? anybody.clientId,
    credentials,
    ...alice,
    ...(given && (await happen(given, name, host, door))),
  }
  const fill = (text: string) => text.replace(/<([\w-]+)>/g, (_, blank: string) => blanks[blank] ?? `no ${blank}`)
  const { method, path, headers, body } = request
  const filled = Object.entries(headers).map(([header, value]) => [header, fill(value)] as const)
  return { method, path: fill(path), headers: filled, ...(body !== undefined && { body: fill(body) }) }
}

async function happen(given: Given, name: keyof typeof tongues, host: FakeHost, door: OpenDoor) {
  const flow = createDialectFlow(
    () => door,
    () => tongues[name],
  )
  const scope = { approvedForLong: 'read offline_access', approvedAsSomebody: 'read openid' }[String(given)]
  const client = clientIn(name, given)
  const lasting = given.startsWith('linked') ? { scope: 'read offline_access' } : {}
  const asked = { ...client, ...lasting, ...(scope !== undefined && { scope }) }
  const { deviceCode, userCode, lifetime } = await flow.begin(name === 'dreadnode' ? {} : asked)
  const poll = () => flow.poll(deviceCode, client)
  if (given === 'denied') await flow.decide(userCode, 'deny')
  if (given.startsWith('approved') || given.startsWith('linked') || given === 'redeemed') {
    await flow.decide(userCode)
  }
  if (given === 'redeemed') {
    await poll()
    host.clock.advance(30_000)
  }
  if (given === 'tooFast') await poll()
  if (given.startsWith('expired')) host.clock.advance(lifetime)
  if (given === 'expiredAndPolled') await poll()
  if (!given.startsWith('linked')) return { 'device-code': deviceCode }
  const { access_token: accessToken = '', refresh_token: refreshToken = '' } = json(await poll())
  return { 'access-token': accessToken, 'refresh-token': refreshToken }
}
