import * as oauth from 'oauth4webapi'
import { DeviceLoginError } from '../failures/device-login-error.js'
import type { Connection } from '../server/connection.js'
import { newProofKey, type ProofKey } from '../server/proof-key.js'
import { type StartedAuthorization, startAuthorization } from '../server/start-authorization.js'
import { type Duration, type Moment, momentOf } from '../time/time.js'

/** What a sign-in asks the server for. */
export interface LoginWish {
  /** @defaultValue the scope of the client */
  readonly scope?: readonly string[]
  /** The APIs that the tokens are for (RFC 8707). */
  readonly resource?: readonly string[]
  /** A name of this device, which the page shows, such as `TV in the kitchen`. */
  readonly deviceLabel?: string
  /** How strong the sign-in of the person must be (RFC 9470). */
  readonly acrValues?: readonly string[]
  /** How long ago the person may have signed in, in milliseconds. */
  readonly maxAge?: Duration
  /** Other parameters, which some servers want, such as `audience`. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** A started sign-in, with what only this device knows. */
export interface StartedLogin {
  readonly started: StartedAuthorization
  readonly startedAt: Moment
  /** Since when the device waits for its first poll, if not since now. */
  readonly waitingSince?: Moment
  readonly key?: ProofKey
  readonly codeVerifier?: string
}

/** Asks for codes. They are bound to a new key and to a new verifier, if the server offers that. */
export async function startLogin(connection: Connection, wish: LoginWish, signal?: AbortSignal): Promise<StartedLogin> {
  const key = await newProofKey(connection)
  const codeVerifier = newCodeVerifier(connection)
  const parameters = parametersOf(wish)
  if (key !== undefined) parameters.push(['dpop_jkt', await key.handle(connection).calculateThumbprint()])
  if (codeVerifier !== undefined) {
    parameters.push(['code_challenge', await oauth.calculatePKCECodeChallenge(codeVerifier)])
    parameters.push(['code_challenge_method', 'S256'])
  }
  const startedAt = momentOf(connection.settings.time)
  const started = await startAuthorization(connection, parameters, signal)
  return { started, startedAt, ...(key && { key }), ...(codeVerifier !== undefined && { codeVerifier }) }
}

function parametersOf(wish: LoginWish): [string, string][] {
  const { scope = [], resource = [], acrValues = [], maxAge, deviceLabel, parameters = {} } = wish
  const pairs = Object.entries(parameters)
  if (scope.length > 0) pairs.push(['scope', scope.join(' ')])
  for (const one of resource) pairs.push(['resource', one])
  if (acrValues.length > 0) pairs.push(['acr_values', acrValues.join(' ')])
  if (maxAge !== undefined) pairs.push(['max_age', String(Math.floor(maxAge / 1_000))])
  if (deviceLabel !== undefined) pairs.push(['device_label', deviceLabel])
  return pairs
}

function newCodeVerifier({ settings, metadata }: Connection): string | undefined {
  const isOffered = metadata.code_challenge_methods_supported?.includes('S256') ?? false
  if (settings.pkce === 'off' || (settings.pkce === 'auto' && !isOffered)) return undefined
  if (!isOffered) {
    throw new DeviceLoginError({ code: 'unsupported', missing: 'S256 in code_challenge_methods_supported' })
  }
  return oauth.generateRandomCodeVerifier()
}
