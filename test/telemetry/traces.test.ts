import { createDeviceGrant } from '@devicegrant/core'
import { createOpenTelemetry } from '@devicegrant/core/opentelemetry'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openFetch } from '../doors.js'
import { createFlow, json } from '../flow.js'

const exporter = new InMemorySpanExporter()
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())
beforeEach(() => exporter.reset())

const host = createFakeHost()
const memory = createMemoryStores({ clock: host.clock })
const databaseSpans: string[] = []
const grant = createDeviceGrant({
  ...host.options,
  stores: {
    ...memory,
    authorizations: {
      ...memory.authorizations,
      // As the instrumentation of a driver does it: the query is a child of the active span.
      async recordPoll(...args) {
        databaseSpans.push(trace.getActiveSpan()?.spanContext().spanId ?? 'none')
        return memory.authorizations.recordPoll(...args)
      },
    },
  },
  telemetry: createOpenTelemetry({ tracerProvider }),
})
const flow = createFlow(() => openFetch(grant, host.options.issuer))

const named = (name: string): ReadableSpan => {
  const found = exporter.getFinishedSpans().filter((span) => span.name === name)
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} spans have the name ${name}`)
  return found[0]
}

describe('a trace of a poll', () => {
  it('has the port calls below the request, and the request below the span of the framework', async () => {
    const { device_code: code = '' } = json(await flow.begin())
    exporter.reset()
    const server = tracerProvider.getTracer('framework').startSpan('POST /token', { kind: SpanKind.SERVER })
    await context.with(trace.setSpan(context.active(), server), () => flow.poll(code))
    server.end()
    const poll = named('devicegrant poll')
    expect(poll.kind).toBe(SpanKind.INTERNAL)
    expect(poll.parentSpanContext?.spanId).toBe(server.spanContext().spanId)
    expect(poll.attributes).toEqual({
      'devicegrant.dialect': 'rfc8628',
      'devicegrant.operation': 'poll',
      'devicegrant.outcome': 'authorization_pending',
      'http.response.status_code': 400,
    })
    const store = named('devicegrant stores.authorizations.recordPoll')
    expect(store.parentSpanContext?.spanId).toBe(poll.spanContext().spanId)
    expect(databaseSpans.at(-1)).toBe(store.spanContext().spanId)
    expect(store.status.code).toBe(SpanStatusCode.UNSET)
    expect(named('devicegrant clients.findClient').parentSpanContext?.spanId).toBe(poll.spanContext().spanId)
  })

  it('says that a port failed, in a word and without the message of the host', async () => {
    const { device_code: code = '' } = json(await flow.begin())
    exporter.reset()
    host.fail('clients.findClient', 1)
    await flow.poll(code)
    const failed = [named('devicegrant poll'), named('devicegrant clients.findClient')]
    expect(failed.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
      [{ code: SpanStatusCode.ERROR }, 'fault'],
      [{ code: SpanStatusCode.ERROR }, 'fault'],
    ])
    expect(JSON.stringify(failed.map(({ attributes, events }) => [attributes, events]))).not.toContain('the test asked')
  })

  it('has the hashing of a password below the login', async () => {
    await flow.post('/login', { username: 'alice', password: 'wrong' })
    const login = named('devicegrant login')
    const hash = named('devicegrant passwordLogin.hasher.verify')
    expect(hash.parentSpanContext?.spanId).toBe(login.spanContext().spanId)
    expect(login.attributes['devicegrant.outcome']).toBe('invalid_credentials')
  })

  it('does not mix requests at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => flow.begin()))
    const spans = exporter.getFinishedSpans()
    const starts = spans.filter(({ name }) => name === 'devicegrant start')
    for (const start of starts) {
      const below = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === start.spanContext().spanId)
      const names = below.map(({ name }) => name)
      expect(new Set(names)).toEqual(
        new Set([
          'devicegrant clients.findClient',
          'devicegrant stores.limits.reserve',
          'devicegrant stores.authorizations.create',
        ]),
      )
      expect(names.filter((name) => name === 'devicegrant stores.authorizations.create')).toHaveLength(1)
    }
    expect(starts).toHaveLength(3)
  })
})

describe('createOpenTelemetry', () => {
  it.each([
    [{ meterprovider: 1 }, 'did you mean meterProvider?'],
    [{ meterProvider: {} }, 'meterProvider must be a provider of OpenTelemetry, with the function getMeter'],
    [{ tracerProvider: null }, 'tracerProvider must be a provider'],
    [{ clientLabel: 'cli' }, 'clientLabel must be a function'],
  ])('refuses %j', (options, message) => {
    expect(() => Reflect.apply(createOpenTelemetry, undefined, [options])).toThrow(message)
  })
})
