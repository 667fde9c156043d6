import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { parser } from '@prometheus-io/lezer-promql'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { createMetrics } from '../../examples/demo/src/metrics.js'
import { openFetch } from '../doors.js'
import { createFlow } from '../flow.js'
import { readSamples } from './prometheus-text.js'
import { words } from './words.js'

// The dashboard, the alerts and the compose file of examples/operations use only what the code really exports.

const folder = new URL('../../examples/operations/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')

const dashboard = z
  .object({
    panels: z.array(
      z.object({
        title: z.string(),
        description: z.string(),
        targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })),
      }),
    ),
  })
  .parse(JSON.parse(read('grafana/devicegrant.json')))
const rules = z
  .object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })) })
  .parse(parse(read('rules.yml')))
const service = z.object({ ports: z.array(z.string()), volumes: z.array(z.string()) })
const compose = z
  .object({ services: z.object({ prometheus: service, grafana: service }) })
  .parse(parse(read('compose.yaml')))

const expressions: readonly (readonly [string, string])[] = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const)),
]

/** What a query asks for. */
function partsOf(expression: string) {
  const text = expression.replaceAll('$__rate_interval', '5m')
  const errors: string[] = []
  const metrics: string[] = []
  const labels: string[] = []
  const matchers: { readonly label: string; readonly value: string }[] = []
  parser.parse(text).iterate({
    enter(node) {
      const own = text.slice(node.from, node.to)
      if (node.type.isError) errors.push(`${node.from}: ${own}`)
      if (node.name === 'Identifier') metrics.push(own)
      if (node.name === 'LabelName') labels.push(own)
      if (node.name === 'UnquotedLabelMatcher') {
        const [, label = '', value = ''] = /^(\w+)\s*[!=~]+\s*"(.*)"$/.exec(own) ?? []
        matchers.push(...value.split('|').map((word) => ({ label, value: word })))
      }
    },
  })
  return { errors, metrics, labels, matchers }
}

const exported = new Map<string, Set<string>>()

beforeAll(async () => {
  const host = createFakeHost({ limits: { starts: { perAddress: { burst: 3, every: 60_000 } } } })
  const { telemetry, route } = createMetrics((clientId) => clientId === 'fake-cli')
  const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), telemetry })
  const flow = createFlow(() => openFetch(grant, host.options.issuer))
  for (let n = 0; n < 5; n++) await flow.begin()
  host.fail('clients.findClient', 1)
  await flow.begin()
  await grant.service.revokeGrants({ subject: 'nobody-there' })
  telemetry.event?.({ type: 'grantEnded', at: 0, reason: 'inactive' })
  const { body } = await route.respond({ method: 'GET', url: '/metrics', name: '', body: undefined })
  for (const { name, labels } of readSamples(body)) {
    const known = exported.get(name) ?? new Set()
    for (const label of Object.keys(labels)) known.add(label)
    exported.set(name, known)
  }
  // Prometheus makes these itself, for what it reads.
  exported.set('up', new Set(['job', 'instance']))
})

describe('the queries', () => {
  it('are many, and each has a panel with a description or is an alert', () => {
    expect(dashboard.panels.filter(({ description }) => description === '')).toEqual([])
    expect(expressions.length).toBeGreaterThan(30)
  })

  it.each(expressions)('of "%s" are valid, and use metrics and labels that are exported: %s', (_, expression) => {
    const { errors, metrics, labels, matchers } = partsOf(expression)
    expect(errors).toEqual([])
    expect(metrics.length).toBeGreaterThan(0)
    expect(metrics.filter((name) => !exported.has(name))).toEqual([])
    const known = new Set(metrics.flatMap((name) => [...(exported.get(name) ?? [])]))
    expect(labels.filter((label) => !known.has(label))).toEqual([])
    const patterns = Object.fromEntries(Object.entries(words).map(([name, word]) => [name.replaceAll('.', '_'), word]))
    const wrong = matchers.filter(({ label, value }) => {
      if (label === 'job') return value !== 'devicegrant'
      return value !== 'ok' && !patterns[label]?.test(value)
    })
    expect(wrong).toEqual([])
  })

  it.each(dashboard.panels.flatMap(({ title, targets }) => targets.map((target) => [title, target] as const)))(
    'of "%s" keep the labels that their legend shows',
    (_, { expr, legendFormat }) => {
      const { labels } = partsOf(expr)
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      expect(shown.filter((label) => !labels.includes(label))).toEqual([])
    },
  )
})

describe('an alert on a series that is new', () => {
  const onNewSeries = expressions.filter(([, expression]) => /unless [^)]* offset 15m/.test(expression))

  it('holds only if Prometheus read the process before, because every series is new after a gap', () => {
    expect(onNewSeries.map(([alert]) => alert)).toEqual([
      'DevicegrantRefreshTokenReused',
      'DevicegrantAccountUnderAttack',
    ])
    const condition = 'and on (job, instance) up{job="devicegrant"} offset 15m == 1'
    expect(onNewSeries.filter(([, expression]) => !expression.includes(condition))).toEqual([])
  })
})

describe('the check of the queries', () => {
  it.each([
    ['sum(rate(devicegrant_request_seconds_count[5m]))', 'metrics'],
    ['sum by (devicegrant_user) (devicegrant_events_total)', 'labels'],
  ])('finds a name that is not exported: %s', (expression) => {
    const { metrics, labels } = partsOf(expression)
    const known = new Set(metrics.flatMap((name) => [...(exported.get(name) ?? [])]))
    expect(metrics.every((name) => exported.has(name)) && labels.every((label) => known.has(label))).toBe(false)
  })

  it('finds a query that cannot be read', () => {
    expect(partsOf('sum(rate(devicegrant_events_total[5m])').errors).not.toEqual([])
  })
})

describe('the compose file', () => {
  it('mounts files that are there, and opens ports for this machine only', () => {
    const { prometheus, grafana } = compose.services
    const mounted = [...prometheus.volumes, ...grafana.volumes].map((volume) => String(volume.split(':')[0]))
    expect(mounted.length).toBe(5)
    expect(mounted.filter((file) => !existsSync(fileURLToPath(new URL(file, folder))))).toEqual([])
    expect([...prometheus.ports, ...grafana.ports].filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  it('lets Prometheus read the rules and the job that the alerts name', () => {
    const config = z
      .object({ rule_files: z.array(z.string()), scrape_configs: z.array(z.object({ job_name: z.string() })) })
      .parse(parse(read('prometheus.yml')))
    expect(config.rule_files).toEqual(['rules.yml'])
    expect(config.scrape_configs.map(({ job_name: name }) => name)).toEqual(['devicegrant'])
    for (const file of ['grafana/datasource.yaml', 'grafana/dashboards.yaml']) {
      expect(parse(read(file))).toHaveProperty('apiVersion', 1)
    }
  })
})

describe('the README', () => {
  it('says what each panel and each alert means', () => {
    const readme = read('README.md')
    const alerts = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert))
    const titles = dashboard.panels.map(({ title }) => title)
    expect([...titles, ...alerts].filter((name) => !readme.includes(name))).toEqual([])
  })
})
