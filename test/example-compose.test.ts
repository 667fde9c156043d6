// @module-tag thorough
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fromIoredis, ioredisAdvice, openRedisStores } from '@devicegrant/store-redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod'
import { findFreePort } from '../packages/store-redis/test-support/free-port.js'
import { type RedisServer, startRedis } from '../packages/store-redis/test-support/redis-server.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'
import { decideInBrowser } from './support/browser-forms.js'
import { redeem, type Send, startCode } from './support/example-flow.js'
import { type RunningExample, startExample } from './support/example-process.js'
import { nginx, startNginx } from './support/nginx.js'

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../examples/compose/${file}`, import.meta.url)), 'utf8')

const compose = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        image: z.string(),
        command: z.array(z.string()).optional(),
        environment: z.record(z.string(), z.string()).optional(),
        ports: z.array(z.string()).optional(),
      }),
    ),
  })
  .parse(parse(read('compose.yaml'), { merge: true }))

const workload = z.object({
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      spec: z.object({
        containers: z.array(
          z.object({
            image: z.string(),
            args: z.array(z.string()).optional(),
            env: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
          }),
        ),
      }),
    }),
  }),
})
const manifests = parseAllDocuments(read('kubernetes.yaml')).map((document) => ({
  errors: document.errors,
  kind: String(document.get('kind')),
  name: String(document.getIn(['metadata', 'name'])),
  value: document.toJS() as unknown,
}))
const containerOf = (kind: string) => {
  const manifest = manifests.find((each) => each.kind === kind)
  return workload.parse(manifest?.value).spec.template.spec.containers[0]
}

const apps = Object.entries(compose.services).filter(([, { environment }]) => environment !== undefined)
const redisCommand = compose.services['redis']?.command ?? []
const secretNames = ['DEVICEGRANT_SECRET', 'DEVICEGRANT_SIGNING_KEY']

describe('the settings of the example with several processes', () => {
  it('are YAML, with three processes behind one port', () => {
    expect(apps.map(([name]) => name)).toEqual(['app1', 'app2', 'app3'])
    const open = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined)
    expect(open.map(([name]) => name)).toEqual(['nginx'])
    for (const [name] of apps) expect(read('nginx.conf')).toContain(`server ${name}:8080;`)
  })

  it('are the same in Kubernetes', () => {
    expect(manifests.flatMap(({ errors }) => errors)).toEqual([])
    expect(manifests.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Deployment', 'StatefulSet', 'Service', 'Ingress', 'NetworkPolicy']),
    )
    expect(containerOf('StatefulSet')).toMatchObject({ args: redisCommand, image: compose.services['redis']?.image })
    const [, { image, environment = {} } = { image: '' }] = apps[0] ?? []
    const { image: imageThere, env = [] } = containerOf('Deployment') ?? {}
    expect(imageThere).toBe(image)
    expect([...env.map(({ name }) => name), ...secretNames].toSorted()).toEqual(Object.keys(environment).toSorted())
  })

  it('select pods and services that exist', () => {
    const texts = manifests.map(({ value }) => JSON.stringify(value))
    const labelled = ['Deployment', 'StatefulSet'].map((kind) => manifests.find((each) => each.kind === kind)?.name)
    const selected = texts.flatMap((text) => [...text.matchAll(/"app":"([\w-]+)"/g)].map(([, label]) => label))
    expect(selected.length).toBeGreaterThan(8)
    expect(selected.filter((label) => !labelled.includes(label))).toEqual([])
    const services = manifests.filter(({ kind }) => kind === 'Service').map(({ name }) => name)
    const backends = texts.flatMap((text) =>
      [...text.matchAll(/"service":\{"name":"([\w-]+)"/g)].map(([, name]) => name),
    )
    const hosts = texts.flatMap((text) => [...text.matchAll(/redis:\/\/([\w-]+):/g)].map(([, name]) => name))
    expect([backends.length, hosts.length]).toEqual([1, 1])
    expect([...backends, ...hosts].filter((name) => !services.includes(name ?? ''))).toEqual([])
  })

  it('are those that the server reads and that the README lists', () => {
    const [, { environment = {} } = {}] = apps[0] ?? []
    const needed = [...read('server.js').matchAll(/setting\('(\w+)'\)/g)].map(([, name = '']) => name)
    expect(needed.toSorted()).toEqual(Object.keys(environment).toSorted())
    for (const name of needed) expect(read('README.md')).toContain(`| \`${name}\``)
  })

  it('are those that the documents recommend', () => {
    const page = (name: string) =>
      readFileSync(fileURLToPath(new URL(`../docs/how-to/${name}`, import.meta.url)), 'utf8')
    const given = redisCommand.slice(1).join(' ')
    for (const setting of ['maxmemory-policy noeviction', 'appendonly yes']) {
      expect(page('run-in-kubernetes.md')).toContain(`\n${setting}\n`)
      expect(given).toContain(`--${setting}`)
    }
    for (const line of [
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      'proxy_set_header Connection "";',
      'client_max_body_size 64k;',
      'keepalive 32;',
    ]) {
      expect(page('run-behind-nginx.md')).toContain(line)
      expect(read('nginx.conf')).toContain(line)
    }
  })
})

describeWithRedis('the example with several processes', () => {
  let redis: RedisServer
  let processes: readonly RunningExample[] = []
  let issuer: string

  beforeAll(async () => {
    redis = await startRedis({ args: redisCommand.slice(1) })
    const port = await findFreePort()
    issuer = `http://127.0.0.1:${port}`
    const printed = execFileSync(process.execPath, [
      fileURLToPath(new URL('../examples/compose/secrets.js', import.meta.url)),
    ])
    const secrets = Object.fromEntries(
      String(printed)
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    expect(Object.keys(secrets)).toEqual(secretNames)
    const settings = { ISSUER: issuer, REDIS_URL: redis.url, PROXY_HOPS: '1', NODE_ENV: 'production', ...secrets }
    processes = await Promise.all(apps.map(() => startExample('examples/compose/server.js', settings)))
  })
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await redis.stop()
  })

  it('has a Redis about which the stores have no finding', async () => {
    const client = new Redis(redis.url, ioredisAdvice)
    const findings: string[] = []
    await openRedisStores({ connection: fromIoredis(client), onWarning: (finding) => findings.push(finding) })
    client.disconnect()
    expect(findings).toEqual([])
  })

  it('starts a code in one process, approves it in another, and redeems it in the third', async () => {
    let turn = 0
    const send: Send = (path, init) => fetch(`${processes[turn++ % processes.length]?.address}${path}`, init)
    const { userCode, form } = await startCode(send)
    const json = async (path: string, members: object, token = '') => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const response = await send(path, { method: 'POST', headers, body: JSON.stringify(members) })
      return z.record(z.string(), z.unknown()).parse(await response.json())
    }
    const login = await json('/login', { username: 'alice', password: 'correct horse battery staple' })
    const token = String(login['access_token'])
    const { ticket } = await json('/device/lookup', { user_code: userCode }, token)
    const decided = await json('/device/decision', { user_code: userCode, ticket, decision: 'approve' }, token)
    expect(decided).toEqual({ status: 'approved' })
    expect(await redeem(send, form)).not.toBe('')
    expect(processes.map((each) => each.printed().includes('"type":"'))).toEqual([true, true, true])
  })

  it.skipIf(nginx === undefined)('serves the page through nginx, with the address of the caller', async () => {
    const upstreams = apps.reduce(
      (text, [name], nth) => text.replace(`${name}:8080`, `${processes[nth]?.address.replace('http://', '')}`),
      read('nginx.conf'),
    )
    const port = Number(new URL(issuer).port)
    const proxy = await startNginx(nginx ?? '', upstreams.replace('listen 80;', `listen 127.0.0.1:${port};`), port)
    // A caller cannot choose its address: nginx writes the last entry.
    const send: Send = (path, init) => fetch(issuer + path, { ...init, headers: { 'x-forwarded-for': '203.0.113.9' } })
    const { userCode, form } = await startCode(send)
    const page = await decideInBrowser(issuer, userCode, 'approve')
    expect(page.text).toContain('Approved')
    expect(await redeem(send, form)).not.toBe('')
    const printed = processes.map((each) => each.printed()).join('')
    expect(printed).not.toContain('203.0.113.9')
    await proxy.stop()
  })

  it('says which setting is missing', async () => {
    await expect(startExample('examples/compose/server.js')).rejects.toThrow('ISSUER is not set')
  })
})
