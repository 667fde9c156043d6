import { createDeviceGrant, PortFault } from '@devicegrant/core'
import { createOpenTelemetry } from '@devicegrant/core/opentelemetry'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditRequest, type AuditResponse, canRunAudit, createFakeHost, httpAudits } from '@devicegrant/testing'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { beforeAll, describe, expect, it } from 'vitest'
import { openFetch } from '../doors.js'
import { createMeter, type Series } from './meter.js'
import { words } from './words.js'

// Every audit runs against one grant: good and bad requests to every path, with secrets, names and addresses in all places. Then
// every value of every attribute is one of `words`.

const host = createFakeHost({ cors: true, passwordGrant: true })
const { meterProvider, read } = createMeter()
const exporter = new InMemorySpanExporter()
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const grant = createDeviceGrant({
  ...host.options,
  onWarning: () => {},
  stores: createMemoryStores({ clock: host.clock }),
  telemetry: createOpenTelemetry({ meterProvider, tracerProvider }),
})
const exchanged: string[] = []
let series: readonly Series[]

const door = openFetch(grant, host.options.issuer)

async function send(request: AuditRequest): Promise<AuditResponse> {
  const response = await door.send(request)
  exchanged.push(String(request.body ?? ''), request.headers.map(([, value]) => value).join(' '), response.body)
  return response
}

beforeAll(async () => {
  const target = { send, fixtures: host.fixtures, advance: host.clock.advance, disable: host.disable }
  for (const audit of httpAudits.filter((one) => canRunAudit(one, target))) await audit.run(target)
  const secret = 'hunter2 of 192.0.2.99'
  host.fail('clients.findClient', 2)
  const body = `client_id=fake-cli&client_secret=${secret}`
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  await send({ method: 'POST', path: '/device_authorization', headers: [form], body })
  // A fault of the host, with a secret in every place where text can be.
  grant.respondToFault(new PortFault(`stores ${secret}`, new Error(secret)), `during ${secret}`)
  grant.respondToFault(Object.assign(new Error(secret), { name: secret, code: secret }), secret)
  series = await read()
})

describe('the labels of metrics', () => {
  it('are closed sets', () => {
    const wrong = series.flatMap(({ metric, attributes }) => outside(metric, attributes))
    expect(wrong).toEqual([])
  })

  it('come from a run that has all metrics and most words', () => {
    expect([...new Set(series.map(({ metric }) => metric))].sort()).toEqual([
      'devicegrant.events',
      'devicegrant.faults',
      'devicegrant.port.duration',
      'devicegrant.request.duration',
    ])
    const outcomes = new Set(series.map(({ attributes }) => attributes['devicegrant.outcome']))
    expect(outcomes.size).toBeGreaterThan(25)
    const operations = new Set(series.map(({ attributes }) => attributes['devicegrant.operation']))
    expect(operations.size).toBeGreaterThanOrEqual(20)
    expect(series.length).toBeLessThan(400)
  })
})

describe('the spans', () => {
  it('have only these attributes, constant names, and no message of an error', () => {
    const spans = exporter.getFinishedSpans()
    expect(spans.length).toBeGreaterThan(1_000)
    expect(spans.flatMap(({ name, attributes }) => outside(name, attributes))).toEqual([])
    const names = [...new Set(spans.map(({ name }) => name))]
    expect(names.filter((name) => !/^devicegrant [\w.:]+$/.test(name))).toEqual([])
    expect(names.length).toBeLessThan(60)
    expect(spans.filter(({ events, status }) => events.length > 0 || status.message !== undefined)).toEqual([])
  })
})

describe('no text of a request or a response', () => {
  it('is in any label or span', () => {
    const recorded = JSON.stringify([
      series,
      exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]),
    ])
    // What looks like a secret, a name or an address: longer than a word of telemetry, or with a digit.
    const tokens = exchanged.join(' ').match(/[\w.~+/-]{6,}/g) ?? []
    const telling = new Set(tokens.filter((token) => /\d/.test(token) && !/^rfc8628$/.test(token)))
    expect(telling.size).toBeGreaterThan(500)
    expect([...telling].filter((token) => recorded.includes(`"${token}"`))).toEqual([])
    const planted = ['alice', 'bob', 'carol', 'fake-cli', 'fake-backend', 'hunter2', '192.0.2', '127.0.0.1', 'horse']
    expect(planted.filter((text) => recorded.includes(text))).toEqual([])
  })
})

function outside(owner: string, attributes: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(attributes)
    .filter(([name, value]) => !words[name]?.test(String(value)))
    .map(([name, value]) => `${owner}: ${name}=${String(value)}`)
}
