import { type DeviceGrant, type Duration, defaultPolicy, type SecurityEvent } from '@devicegrant/core'
import type { ReportedFault } from '../fake-host.js'
import { createManualTime, type DeviceClock, type ManualTime } from '../manual-time.js'
import { second } from '../time.js'
import { createFaultQueue, type FaultControls } from './faults.js'
import { type ListeningServer, listen } from './loopback.js'
import { createNetwork, type Interceptor } from './network.js'
import type { FakeDeviceServerOptions } from './options.js'
import { createPeople, type PersonControls } from './person.js'
import { createRealServer } from './real-server.js'
import { createRecords, type SeenRequest } from './records.js'

/** A server for the tests of a client: the real one, in memory, with a network that can fail. */
export interface FakeDeviceServer extends PersonControls, FaultControls {
  readonly issuer: string
  readonly clientId: string
  /** The option `fetch` of a client. It reaches this server without a socket, and no other one. */
  readonly fetch: typeof globalThis.fetch
  /** The option `time` of a client. */
  readonly time: ManualTime
  /** Turns the clocks of the device apart from the clock of the server. */
  readonly deviceClock: DeviceClock
  /** The device grant itself, for example for `bearer` in a test of an API. */
  readonly grant: DeviceGrant
  /** Lets time jump to one second after the end of the newest codes. */
  expire(): void
  /** Runs this after so many more polls, before the client gets the answer of the last. Its failure ends `time.runUntil`. */
  afterPolls(polls: number, run: () => unknown): void
  /** Sees every request before the server, and can answer it. Returns a function that ends this. */
  intercept(interceptor: Interceptor): () => void
  /**
   * How each poll ended: `pending`, `slow_down`, `approved`, `denied`, `expired`, `lost`, `timedOut`, `garbled`, `html`,
   * `status 503`, or the `error` of the answer.
   */
  readonly polls: readonly string[]
  /** When each poll came, in milliseconds since the server was made, on its clock. */
  readonly pollTimes: readonly Duration[]
  /** How each refresh ended: `refreshed`, or a word as in `polls`. */
  readonly refreshes: readonly string[]
  /** Every request, without values. */
  readonly requests: readonly SeenRequest[]
  /** How many token sets the server has made. A repeated answer makes none. */
  readonly tokenSets: number
  /** Every security event of the server. */
  readonly events: readonly SecurityEvent[]
  /** Every failure that the server reported. It has none, unless an option is wrong. */
  readonly faults: readonly ReportedFault[]
  /**
   * Serves the same on a free loopback port, for a client in another process or language. From then on, the clock of the server
   * runs with the clock of the system. Call it before the first request, because the issuer changes.
   *
   * @throws Error if a request has come before.
   */
  asServer(): Promise<ListeningServer>
}

/**
 * Makes a server for the tests of a client. It is a real device grant with memory stores: intervals, expiry, replay and rotation
 * are those of production.
 *
 * FOR TESTS ONLY: everybody knows its accounts and its secret.
 *
 * @throws ConfigurationError if an option of the device grant is wrong.
 */
export function createFakeDeviceServer(options: FakeDeviceServerOptions = {}): FakeDeviceServer {
  const { time = createManualTime() } = options
  let real = createRealServer('http://127.0.0.1:3000', time, options)
  const records = createRecords(time.clock.now())
  const faults = createFaultQueue()
  const visits = createVisits(time)
  const network = createNetwork({
    time,
    records,
    server: () => ({ issuer: real.issuer, fetch: real.grant.fetch }),
    takeFault: faults.take,
    polled: visits.polled,
  })

  return {
    ...faults.controls,
    ...createPeople(() => real),
    get issuer() {
      return real.issuer
    },
    clientId: real.client.clientId,
    fetch: network.fetch,
    time,
    deviceClock: time.deviceClock,
    get grant() {
      return real.grant
    },
    expire() {
      const issuedAt = real.host.events.findLast(({ type }) => type === 'authorizationIssued')?.at
      if (issuedAt === undefined) throw new Error('no codes have been issued that could expire')
      const { codeLifetime = options.policy?.lifetime ?? defaultPolicy.lifetime } = real.client
      time.jump(Math.max(issuedAt + codeLifetime + second - time.clock.now(), 0))
    },
    afterPolls: visits.after,
    intercept: network.intercept,
    polls: records.polls,
    pollTimes: records.pollTimes,
    refreshes: records.refreshes,
    requests: records.requests,
    get tokenSets() {
      return real.tokenSets()
    },
    get events() {
      return real.host.events
    },
    get faults() {
      return real.host.faults
    },
    async asServer() {
      if (records.requests.length > 0) throw new Error('asServer changes the issuer: call it before the first request')
      const keepTime = createRealClock(time)
      const listening = await listen((request) => {
        keepTime()
        return network.fetch(request)
      })
      real = createRealServer(listening.issuer, time, options)
      return listening
    },
  }
}

/** Work that waits for polls. */
function createVisits(time: ManualTime) {
  let waiting: readonly { readonly at: number; run(): unknown }[] = []
  let polls = 0

  async function runDue(): Promise<void> {
    const due = waiting.filter(({ at }) => at <= polls)
    waiting = waiting.filter(({ at }) => at > polls)
    try {
      for (const { run } of due) await run()
    } catch (reason) {
      time.interrupt(reason)
    }
  }

  return {
    after(count: number, run: () => unknown): void {
      waiting = [...waiting, { at: polls + count, run }]
      if (count <= 0) void time.during(runDue)
    },
    polled(): Promise<void> {
      polls += 1
      return runDue()
    },
  }
}

/** Moves the clock of the server by the real time that has passed, whenever it is called. */
function createRealClock({ clock }: ManualTime): () => void {
  const start = clock.now() - Date.now()
  return () => clock.set(Math.max(start + Date.now(), clock.now()))
}
