import {
  type ClientEvent,
  createDeviceClient,
  type DeviceClient,
  type DeviceClientOptions,
  DeviceLoginError,
  type Identity,
  type LoginOptions,
  memoryTokens,
} from '@devicegrant/client'
import {
  createFakeDeviceServer,
  type FakeDeviceServer,
  type FakeDeviceServerOptions,
} from '@devicegrant/testing/device-server'

/** A server, a client of it, and what the client has reported. */
export interface World {
  readonly server: FakeDeviceServer
  readonly auth: DeviceClient
  readonly events: readonly ClientEvent[]
  /** Another client with the same place for its tokens, as another process would have. */
  newClient(change?: Partial<DeviceClientOptions>): DeviceClient
  /** Signs alice in: she approves after so many polls. */
  signIn(afterPolls?: number, options?: Partial<LoginOptions>): Promise<Identity>
  /** Starts a sign-in in which this happens after the codes are shown. */
  login(act: (userCode: string) => unknown, options?: Partial<LoginOptions>): Promise<Identity>
}

/** Makes a world in which time belongs to the test. */
export function createWorld(
  serverOptions: FakeDeviceServerOptions = {},
  change: Partial<DeviceClientOptions> = {},
): World {
  const server = createFakeDeviceServer(serverOptions)
  const tokens = change.tokens ?? memoryTokens()
  const events: ClientEvent[] = []
  const { issuer, clientId, fetch, time } = server
  const onEvent = (event: ClientEvent) => void events.push(event)
  const newClient = (own: Partial<DeviceClientOptions> = {}) =>
    createDeviceClient({ issuer, clientId, fetch, time, tokens, scope: ['read'], onEvent, ...change, ...own })

  const auth = newClient()
  const login: World['login'] = (act, options = {}) =>
    server.time.runUntil(auth.login({ ...options, show: ({ userCode }) => void act(userCode) }))
  return {
    server,
    auth,
    events,
    newClient,
    login,
    signIn: (afterPolls = 0, options = {}) =>
      login((userCode) => server.afterPolls(afterPolls, () => server.approve(userCode)), options),
  }
}

/** The failure that a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<DeviceLoginError> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof DeviceLoginError) return thrown
    throw thrown
  }
  throw new Error('the work was expected to fail')
}

/** The differences between moments that follow each other, in seconds. */
export function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, nth) => (time - (times[nth] ?? 0)) / 1_000)
}
