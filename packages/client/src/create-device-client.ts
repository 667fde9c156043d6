import { checkOptions } from './check-options.js'
import type { DeviceClient } from './device-client.js'
import type { DeviceClientOptions } from './device-client-options.js'
import type { ClientEvent } from './login/events.js'
import { createLoginFlow } from './login/login-flow.js'
import { safeAddress } from './server/addresses.js'
import type { ClientSettings } from './server/client-settings.js'
import { type Connection, connect } from './server/connection.js'
import { createExchange } from './server/exchange.js'
import { failureOf } from './server/failure-of.js'
import { createKeyReader } from './server/proof-key.js'
import { authorizedFetch } from './session/authorized-fetch.js'
import { signOut } from './session/sign-out.js'
import { createTokenKeeper } from './session/token-keeper.js'
import { askWho, unknownTokens } from './session/who-am-i.js'
import { systemTime } from './time/time.js'

const requestTimeoutByDefault = 10_000

/**
 * Makes the client of one server. It sends nothing yet.
 *
 * @throws TypeError if an option cannot work.
 * @throws DeviceLoginError with the code `insecure` if an address of the server is not encrypted and not of this computer.
 * @example
 * ```ts
 * const auth = createDeviceClient({
 *   issuer: 'https://login.example.com',
 *   clientId: 'mycli',
 *   scope: ['read', 'offline_access'],
 *   tokens: memoryTokens(),
 * })
 * await auth.login({ show: ({ message }) => console.log(message) })
 * const response = await auth.fetch('https://api.example.com/things')
 * ```
 */
export function createDeviceClient(options: DeviceClientOptions): DeviceClient {
  checkOptions(options)
  const { issuer, clientId, tokens: place } = options
  const onEvent = isolated(options.onEvent)
  // An environment variable that is empty is not set.
  const accessToken = options.accessToken || undefined
  const { fetch = (input, init) => globalThis.fetch(input, init), time = systemTime } = options
  const settings = settingsOf(options, fetch, time)
  const store = place.open({ issuer, clientId }, onEvent)
  const find = createConnector(settings)
  const keyOf = createKeyReader()
  const keeper = createTokenKeeper({ store, time, keyOf, connect: find, report: onEvent })
  const logins = createLoginFlow({ options, issuer, store, time, connect: find, report: onEvent })

  const send: DeviceClient['fetch'] = (address, request = {}) =>
    authorizedFetch({ keeper, fetch, connect: find, keyOf, accessToken }, address, request)

  return {
    ...logins,
    async accessToken(wish = {}) {
      return accessToken ?? (await keeper.current(wish)).accessToken
    },
    fetch: send,
    async whoami({ signal } = {}) {
      const tokens =
        accessToken === undefined
          ? await keeper.current({ ...(signal && { signal }) })
          : unknownTokens({ issuer, clientId }, accessToken)
      return askWho(await find(signal), tokens, (address) => send(address, { ...(signal && { signal }) }))
    },
    async logout({ signal } = {}) {
      const unwritten = keeper.forget()
      const { host } = new URL(issuer)
      return signOut({ store, connect: find, issuerHost: host, unwritten }, signal).catch((thrown) => {
        throw failureOf(thrown, host, signal)
      })
    },
  }
}

/** What a listener throws must not disturb the client: it becomes an uncaught exception of the program. */
function isolated(onEvent: DeviceClientOptions['onEvent']): (event: ClientEvent) => void {
  return (event) => {
    try {
      onEvent?.(event)
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
}

function settingsOf(
  options: DeviceClientOptions,
  fetch: typeof globalThis.fetch,
  time: ClientSettings['time'],
): ClientSettings {
  const { issuer, endpoints, clientId, clientSecret } = options
  const { dpop = 'auto', pkce = 'auto', requestTimeout = requestTimeoutByDefault } = options
  safeAddress(issuer, 'issuer')
  return {
    issuer,
    ...(endpoints && { endpoints }),
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    dpop,
    pkce,
    time,
    exchange: createExchange({ fetch, time, timeout: requestTimeout }),
  }
}

/** Finds the server once. If that fails, the next caller tries again. */
function createConnector(settings: ClientSettings): (signal?: AbortSignal) => Promise<Connection> {
  let found: Connection | undefined
  return async (signal) => {
    found ??= await connect(settings, signal)
    return found
  }
}
