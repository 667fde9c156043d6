import type { EndpointName } from '../find/endpoints.js'
import type { FoundServer } from '../find/find-server.js'
import type { Exchange, SentRequest } from '../http/exchange.js'
import type { Secrets } from '../http/secrets.js'
import type { Wire } from '../http/wire.js'
import { type Authorization, readAuthorization } from './authorization.js'
import type { Bench, Change } from './bench.js'
import { type AuditClient, credentialsOf } from './client.js'
import type { Decide } from './decide.js'
import { deviceGrant } from './device-grant.js'
import { type Fields, spellForm } from './fields.js'
import { errorIn, isPending } from './refusal.js'
import { readTokens, type TokenSet } from './token-set.js'
import { NotConcerned, Unclear } from './verdicts.js'

/** What a bench needs. */
export interface BenchContext {
  readonly server: FoundServer
  readonly client: AuditClient
  readonly otherClient: AuditClient | undefined
  readonly scope: string | undefined
  readonly decide: Decide | undefined
  readonly wire: Wire
  readonly secrets: Secrets
  /** Seconds. */
  readonly patience: number
  /** Milliseconds. */
  readonly now: () => number
}

const slowDownStep = 5
const unsupportedMediaType = 415
const mostPolls = 5

/** Makes the bench of a run. */
export function createBench({ server, wire, secrets, now, ...context }: BenchContext): Bench {
  const { client, otherClient, scope, decide, patience } = context
  const scopeFields: Fields = scope === undefined ? [] : [['scope', scope]]
  /** When the next poll of a code may come, and how far apart its polls are, in milliseconds. */
  const paces = new WeakMap<Authorization, { readonly next: number; readonly interval: number }>()

  function requestOf(endpoint: EndpointName, fields: Fields, change: Change = {}): SentRequest {
    const url = server.endpoints[endpoint]
    if (url === undefined) throw new NotConcerned(`the server has no ${endpoint} endpoint`)
    const sender = change.client === undefined ? client : change.client
    const own = sender === null ? { fields: [], headers: [] } : credentialsOf(sender, secrets)
    const headers = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'application/json'],
      ...own.headers,
      ...(change.headers ?? []),
    ] as const
    return { method: 'POST', url, headers, body: spellForm([...own.fields, ...fields]) }
  }

  let first: Promise<TokenSet> | undefined

  const bench: Bench = {
    server,
    client,
    otherClient,
    secrets,
    scope,
    patience,
    exchanges: wire.exchanges,
    sleep: wire.sleep,
    now,
    mayReach: wire.mayReach,
    send: (method, url, headers = [], body) =>
      wire.send({ method, url, headers, ...(body === undefined ? {} : { body }) }),
    async post(endpoint, fields, change) {
      const exchange = await bench.postForm(endpoint, fields, change)
      if (exchange.status === unsupportedMediaType) throw new Unclear('the endpoint does not read forms', [exchange])
      if (wantsProof(exchange))
        throw new Unclear('the server wants a DPoP proof, which this audit does not send', [exchange])
      return exchange
    },
    postForm: (endpoint, fields, change) => wire.send(requestOf(endpoint, fields, change)),
    postTogether: (times, endpoint, fields, change) =>
      wire.sendTogether(Array.from({ length: times }, () => requestOf(endpoint, fields, change))),
    requestCodes: (fields = [], change) => bench.post('deviceAuthorization', [...scopeFields, ...fields], change),
    async start(fields, change) {
      const exchange = await bench.requestCodes(fields, change)
      const authorization = readAuthorization(exchange)
      if (authorization === undefined) throw new Unclear('no authorization could be started', [exchange])
      return authorization
    },
    pollFields: ({ deviceCode }) => [
      ['grant_type', deviceGrant],
      ['device_code', deviceCode],
    ],
    async poll(authorization, change) {
      const wait = (paces.get(authorization)?.next ?? 0) - now()
      if (wait > 0) await wire.sleep(wait)
      return bench.pollAtOnce(authorization, change)
    },
    async pollAtOnce(authorization, change) {
      const exchange = await bench.post('token', bench.pollFields(authorization), change)
      const before = paces.get(authorization)?.interval ?? authorization.interval * 1000
      // RFC 8628 §3.5: each slow_down adds five seconds for all polls that follow.
      const interval = errorIn(exchange) === 'slow_down' ? before + slowDownStep * 1000 : before
      paces.set(authorization, { interval, next: now() + interval })
      return exchange
    },
    async pollUntilDecided(authorization, change) {
      let exchange = await bench.poll(authorization, change)
      for (let polls = 1; isPending(exchange) && polls < mostPolls; polls++) {
        exchange = await bench.poll(authorization, change)
      }
      return exchange
    },
    async decide(authorization, decision) {
      if (decide === undefined) throw new NotConcerned('no person decides in this run')
      const { userCode, verificationUri, verificationUriComplete } = authorization
      try {
        await decide({ decision, userCode, verificationUri, verificationUriComplete })
      } catch (fault) {
        const reason = fault instanceof Error ? fault.message : String(fault)
        throw new Unclear(`the person could not ${decision}: ${reason}`, [authorization.exchange])
      }
    },
    async approved(fields) {
      const authorization = await bench.start(fields)
      await bench.decide(authorization, 'approve')
      return authorization
    },
    async signIn(fields) {
      const exchange = await bench.pollUntilDecided(await bench.approved(fields))
      const tokens = readTokens(exchange)
      if (tokens === undefined) throw new Unclear('the approved device got no tokens', [exchange])
      return tokens
    },
    signInOnce() {
      first ??= bench.signIn()
      return first
    },
    async signInWithRefreshToken() {
      const tokens = await bench.signIn()
      const { refreshToken } = tokens
      if (refreshToken === undefined) throw new NotConcerned('the server gives no refresh token for this scope')
      return { ...tokens, refreshToken }
    },
    refresh(refreshToken, fields = [], change) {
      const asked: Fields = [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refreshToken],
      ]
      return bench.post('token', [...asked, ...fields], change)
    },
  }
  return bench
}

/** Whether a request without a proof was refused because it had none. RFC 9449 §5 and §8 */
function wantsProof(exchange: Exchange): boolean {
  const hasProof = exchange.request.headers.some(([name]) => name === 'DPoP')
  return !hasProof && ['invalid_dpop_proof', 'use_dpop_nonce'].includes(errorIn(exchange) ?? '')
}
