import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { createDeviceGrant, type DeviceGrant } from '../src/compose/create-device-grant.js'
import type { DpopOptions } from '../src/compose/options/dpop-options.js'
import type { DeviceGrantOptions } from '../src/compose/options.js'
import { createJwtIssuer } from '../src/defaults/jwt/issuer.js'
import { generateSigningKey } from '../src/defaults/jwt/keys.js'
import { createProofVerifier } from '../src/defaults/jwt/proof-verifier.js'
import type { HttpResponse } from '../src/http/message.js'
import type { HttpRequest } from '../src/ports/http-request.js'
import { hashOf } from '../src/service/proofs/token-hash.js'
import { formRequest, jsonRequest, responseOf } from './http.js'

/** What a proof says. A member that is `undefined` is left out. */
export interface ProofContent {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
}

/** A key of a client, and the proofs that it makes. */
export interface ProofKey {
  readonly jkt: string
  readonly jwk: JWK
  /** The same key with its private part. */
  readonly privateJwk: JWK
  /** Returns a new proof for a request, with the changes of the test. */
  proof(method: string, url: string, content?: ProofContent): Promise<string>
}

/** Returns a new key whose proofs have the time of this clock. */
export async function createProofKey(clock: { now(): number }, alg = 'ES256'): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  let count = 0
  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    privateJwk: await exportJWK(privateKey),
    proof(htm, htu, { claims = {}, header = {} } = {}) {
      count += 1
      const usual = { htm, htu, jti: `proof-${count}`, iat: Math.floor(clock.now() / 1_000) }
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey)
    },
  }
}

/** A device grant with proofs, and functions for each request of a flow. The header is the proof, if there is one. */
export interface DpopWorld {
  readonly host: FakeHost
  readonly grant: DeviceGrant
  readonly baseUrl: string
  readonly tokenUrl: string
  send(request: HttpRequest): Promise<HttpResponse>
  start(form?: string, proof?: string): Promise<Readonly<Record<string, unknown>>>
  approve(started: Readonly<Record<string, unknown>>): Promise<void>
  poll(started: Readonly<Record<string, unknown>>, proof?: string, clientId?: string): Promise<HttpResponse>
  refresh(refreshToken: unknown, proof?: string, clientId?: string): Promise<HttpResponse>
  /** A proof for the token endpoint. */
  proofOf(key: ProofKey, content?: ProofContent): Promise<string>
}

export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Returns the body of a response. */
export function bodyOf({ body }: HttpResponse): Readonly<Record<string, unknown>> {
  return JSON.parse(body)
}

/** Options of a grant. `off`: it has no proofs. */
export type DpopChanges = Omit<Partial<DeviceGrantOptions>, 'dpop'> & { readonly dpop?: DpopOptions | 'off' }

/** Mounts a grant with proofs below a prefix, with signed tokens and the clock of a fake host. */
export async function mountDpop({
  dpop = { verifier: createProofVerifier() },
  ...changes
}: DpopChanges = {}): Promise<DpopWorld> {
  const host = createFakeHost({ issuer: 'https://example.com/tenant' })
  const stores = createMemoryStores({ clock: host.clock })
  const tokens = createJwtIssuer({ keys: [await generateSigningKey()] })
  const grant = createDeviceGrant({ ...host.options, tokens, stores, ...(dpop !== 'off' && { dpop }), ...changes })
  const { issuer, baseUrl = issuer } = { ...host.options, ...changes }
  const { clientId, scopes } = host.fixtures.client
  const [alice] = host.fixtures.accounts
  const header = (proof: string | undefined): HttpRequest['headers'] => (proof === undefined ? {} : { dpop: proof })
  const send = (request: HttpRequest): Promise<HttpResponse> => responseOf(grant.handler, request)
  const token = (form: Readonly<Record<string, string>>, proof?: string): Promise<HttpResponse> =>
    send(formRequest('/token', new URLSearchParams(form).toString(), header(proof)))
  const tokenUrl = `${baseUrl}/token`
  return {
    host,
    grant,
    baseUrl,
    tokenUrl,
    send,
    async start(form = '', proof) {
      const scope = encodeURIComponent(scopes.join(' '))
      const request = formRequest(
        '/device_authorization',
        `client_id=${clientId}&scope=${scope}&${form}`,
        header(proof),
      )
      return bodyOf(await send(request))
    },
    async approve({ user_code: code }) {
      const login = bodyOf(await send(jsonRequest('/login', { username: alice.username, password: alice.password })))
      const authorization = `Bearer ${String(login['access_token'])}`
      const { ticket } = bodyOf(await send(jsonRequest('/device/lookup', { user_code: code }, { authorization })))
      const decision = { user_code: code, ticket, decision: 'approve' }
      await send(jsonRequest('/device/decision', decision, { authorization }))
    },
    poll: ({ device_code: code }, proof, client = clientId) =>
      token({ grant_type: deviceCodeGrant, client_id: client, device_code: String(code) }, proof),
    refresh: (refreshToken, proof, client = clientId) =>
      token({ grant_type: 'refresh_token', client_id: client, refresh_token: String(refreshToken) }, proof),
    proofOf: (key, content) => key.proof('POST', tokenUrl, content),
  }
}

/** Returns the claim `ath` for an access token. */
export function hashOfToken(accessToken: unknown): string {
  return hashOf(String(accessToken))
}
