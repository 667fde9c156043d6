import { createDeviceGrant, type Observation, type Telemetry } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { openFetch } from '../doors.js'
import { createFlow, json } from '../flow.js'

// Telemetry that fails changes no response and delays no request. The host learns of it once.

const fail = (): never => {
  throw new Error('of the telemetry')
}
const reject = (): Promise<never> => Promise.reject(new Error('of the telemetry'))
/** Telemetry of a host without types, whose function returns something else. */
const withStart = (startRequest: () => unknown): Telemetry => ({ ...working, ...Object({ startRequest }) })
const observation: Observation<unknown> = { within: (run) => run(), end: () => {} }
const working: Telemetry = {
  startRequest: () => observation,
  startPortCall: () => observation,
  event: () => {},
  fault: () => {},
}

/** Runs a whole flow, with an outage in it, and returns the statuses and the failures. */
async function runFlow(telemetry?: Telemetry) {
  const host = createFakeHost()
  const stores = createMemoryStores({ clock: host.clock })
  const grant = createDeviceGrant({ ...host.options, stores, ...(telemetry && { telemetry }) })
  const door = openFetch(grant, host.options.issuer)
  const flow = createFlow(() => door)
  const { device_code: pending = '' } = json(await flow.begin())
  const answers = [await flow.poll(pending), await flow.poll(pending), await flow.poll(await flow.beginDecided())]
  host.fail('clients.findClient', 1)
  answers.push(await flow.poll(pending))
  answers.push(await door.send({ method: 'GET', path: '/a/path/of/the/host', headers: [] }))
  const statuses = answers.map(({ status, body }) => [status, body.slice(0, 40)])
  return {
    statuses,
    duringFaults: host.faults.map(({ during }) => during),
    events: host.events.map(({ type }) => type),
  }
}

const failing: readonly (readonly [string, Telemetry, readonly string[]])[] = [
  ['startRequest throws', { ...working, startRequest: fail }, ['startRequest']],
  ['startPortCall throws', { ...working, startPortCall: fail }, ['startPortCall']],
  ['event throws', { ...working, event: fail }, ['event']],
  ['fault throws', { ...working, fault: fail }, ['fault']],
  ['the end of a request throws', { ...working, startRequest: () => ({ end: fail }) }, ['startRequest.end']],
  ['the end of a port call throws', { ...working, startPortCall: () => ({ end: fail }) }, ['startPortCall.end']],
  [
    'within throws before it calls',
    { ...working, startRequest: () => ({ within: fail, end: () => {} }) },
    ['startRequest.within'],
  ],
  [
    'within throws after it has called',
    {
      ...working,
      startPortCall: () => ({
        within(run) {
          run()
          fail()
        },
        end: () => {},
      }),
    },
    ['startPortCall.within'],
  ],
  ['within calls nothing', { ...working, startPortCall: () => ({ within: () => {}, end: () => {} }) }, []],
  [
    'within calls twice',
    {
      ...working,
      startPortCall: () => ({
        within(run) {
          run()
          run()
        },
        end: () => {},
      }),
    },
    [],
  ],
  [
    'it returns nothing',
    { ...working, startRequest: () => Reflect.apply(Object, undefined, [undefined]) },
    ['startRequest.end'],
  ],
  [
    'the getter of within throws',
    {
      ...working,
      startRequest: () => ({
        get within() {
          return fail()
        },
        end: () => {},
      }),
    },
    ['startRequest.within'],
  ],
  ['event rejects', { ...working, event: reject }, ['event']],
  ['fault rejects', { ...working, fault: reject }, ['fault']],
  ['the end of a request rejects', { ...working, startRequest: () => ({ end: reject }) }, ['startRequest.end']],
  ['the end of a port call rejects', { ...working, startPortCall: () => ({ end: reject }) }, ['startPortCall.end']],
  [
    'within rejects after it has called',
    {
      ...working,
      startPortCall: () => ({
        async within(run) {
          run()
          await reject()
        },
        end: () => {},
      }),
    },
    ['startPortCall.within'],
  ],
  ['startRequest rejects', withStart(reject), ['startRequest']],
  ['startRequest returns a promise', withStart(async () => observation), ['startRequest']],
  ['startPortCall rejects', { ...working, ...Object({ startPortCall: reject }) }, ['startPortCall']],
  ['event changes what it gets', { ...working, event: (event) => void Object.assign(event, { type: 'changed' }) }, []],
  [
    'everything throws',
    { startRequest: fail, startPortCall: fail, event: fail, fault: fail },
    ['startRequest', 'startPortCall', 'event', 'fault'],
  ],
]

describe('telemetry that fails', () => {
  it.each(failing)('changes nothing if %s', async (_, telemetry, reported) => {
    const { duringFaults, ...expected } = await runFlow()
    const { duringFaults: found, ...rest } = await runFlow(telemetry)
    expect(rest).toEqual(expected)
    const own = found.filter((during) => during.startsWith('telemetry.'))
    const reports = reported.map((name) => `telemetry.${name}: later failures of it are not reported`)
    expect(own.toSorted()).toEqual(reports.toSorted())
    expect(found.filter((during) => !own.includes(during))).toEqual(duringFaults)
  })
})

describe('telemetry of the host', () => {
  it('gets its own copy of each event, also of its scopes', async () => {
    const host = createFakeHost()
    const seen: unknown[] = []
    const telemetry: Telemetry = { ...working, event: (event) => void seen.push(event, event.scope) }
    const stores = createMemoryStores({ clock: host.clock })
    const grant = createDeviceGrant({ ...host.options, stores, telemetry })
    await createFlow(() => openFetch(grant, host.options.issuer)).begin()
    const [event] = host.events
    expect(event?.scope).toEqual(expect.any(Array))
    expect(seen).toEqual([event, event?.scope])
    expect(seen[0]).not.toBe(event)
    expect(seen[1]).not.toBe(event?.scope)
  })

  it('gets the result of each request and port call once, with all that is known', async () => {
    const ended: [string, unknown][] = []
    const telemetry: Telemetry = {
      startRequest: ({ operation }) => ({ end: (result) => ended.push([operation, result]) }),
      startPortCall: (port) => ({ end: (result) => ended.push([port, result]) }),
    }
    await runFlow(telemetry)
    const duration = expect.any(Number)
    expect(ended.filter(([name]) => name !== 'stores.limits.reserve').slice(0, 3)).toEqual([
      ['clients.findClient', { outcome: 'ok', duration }],
      ['stores.authorizations.create', { outcome: 'ok', duration }],
      [
        'start',
        {
          operation: 'start',
          dialect: 'rfc8628',
          outcome: 'codes_issued',
          status: 200,
          clientId: 'fake-cli',
          duration,
        },
      ],
    ])
    expect(ended.at(-1)).toEqual([
      'token',
      { operation: 'poll', dialect: 'rfc8628', outcome: 'fault', status: 503, clientId: 'fake-cli', duration },
    ])
  })

  it.each([
    [7, 'telemetry must have the functions startRequest, startPortCall'],
    [null, 'telemetry is null'],
    [{ startRequest: () => {} }, 'telemetry must have the function startPortCall'],
    [{ ...working, event: 7 }, 'telemetry.event must be a function'],
  ])('is checked at the start: %j', (given, message) => {
    const host = createFakeHost()
    const options = { ...host.options, stores: createMemoryStores({ clock: host.clock }), telemetry: given }
    expect(() => Reflect.apply(createDeviceGrant, undefined, [options])).toThrow(message)
  })
})
