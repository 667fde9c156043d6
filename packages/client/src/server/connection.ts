import * as oauth from 'oauth4webapi'
import type { Duration, Instant, Time } from '../time/time.js'
import type { ClientSettings } from './client-settings.js'
import { findMetadata, type ServerMetadata } from './metadata.js'
import { requestOptions } from './request-options.js'

/** The server as one client sees it. */
export interface Connection {
  readonly settings: ClientSettings
  readonly metadata: ServerMetadata
  readonly authentication: oauth.ClientAuth
  /** The clock of the server, as its responses show it. */
  readonly clock: ServerClock
}

/** What the device knows of the clock of the server. */
export interface ServerClock {
  /** Reads the header `Date` of a response. */
  observe(response: Response): void
  /** What it shows now. */
  now(): Instant
}

// The header has whole seconds, and the response took some time. Less than this is no wrong clock.
const leastSkew: Duration = 30_000

/** Finds the server. */
export async function connect(settings: ClientSettings, signal?: AbortSignal): Promise<Connection> {
  const clock = createServerClock(settings.time)
  const exchange: ClientSettings['exchange'] = async (url, init) => {
    const response = await settings.exchange(url, init)
    clock.observe(response)
    return response
  }
  const observed = { ...settings, exchange }
  const metadata = await findMetadata(observed, signal)
  return { settings: observed, metadata, authentication: authenticationOf(settings, metadata), clock }
}

function createServerClock(time: Time): ServerClock {
  let ahead: Duration = 0
  return {
    observe(response) {
      const date: Instant = Date.parse(response.headers.get('date') ?? '')
      const difference = date - time.now()
      if (!Number.isNaN(difference)) ahead = Math.abs(difference) < leastSkew ? 0 : difference
    },
    now: () => time.now() + ahead,
  }
}

function authenticationOf({ clientSecret }: ClientSettings, metadata: ServerMetadata): oauth.ClientAuth {
  if (clientSecret === undefined) return oauth.None()
  const methods = metadata.token_endpoint_auth_methods_supported
  // RFC 8414 §2: without the list, Basic is what the server takes.
  const isBasic = methods === undefined || methods.includes('client_secret_basic')
  return isBasic ? oauth.ClientSecretBasic(clientSecret) : oauth.ClientSecretPost(clientSecret)
}

/** The client in the form of oauth4webapi, which has the clock of the system. */
export function clientOf({ settings, clock }: Connection): oauth.Client {
  return { client_id: settings.clientId, [oauth.clockSkew]: Math.round((clock.now() - Date.now()) / 1_000) }
}

/** The options of a request to this server. */
export function optionsFor(
  { settings, metadata }: Connection,
  signal?: AbortSignal,
): ReturnType<typeof requestOptions> {
  return requestOptions(settings, new URL(metadata.token_endpoint), signal)
}

/** The host of the server, for messages. */
export function hostOf({ metadata }: Connection): string {
  return new URL(metadata.token_endpoint).host
}
