// Attacks the doors and adapters, built, on the Node that runs this file: `node test/node-versions/doors.mjs [seed]`.
// Prints one line for each check, and exits with 1 when one of them fails. Plain Node, so that it runs on every version.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { connect } from 'node:net'
import express from 'express'
import Koa from 'koa'
import { expressMiddleware } from '../../packages/adapter-express/dist/index.js'
import { koaMiddleware } from '../../packages/adapter-koa/dist/index.js'
import { createDeviceGrant, fetchHandler, nodeListener } from '../../packages/core/dist/index.js'
import { createMemoryStores } from '../../packages/store-memory/dist/index.js'
import { createFakeHost } from '../../packages/testing/dist/index.js'

const seed = Number(process.argv[2] ?? 8628)
const mutatedBlocks = 10_000
const atOnce = 32
const form = 'application/x-www-form-urlencoded'
const start = 'client_id=fake-cli'
/** Every name that a plain object has without having been given it. */
const inherited = Object.getOwnPropertyNames(Object.prototype)

const host = createFakeHost()
const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })

let failed = false
process.on('unhandledRejection', (reason) => fail('no promise is rejected unhandled', reason))

function fail(name, reason) {
  failed = true
  console.error(`FAILED ${name}\n${reason instanceof Error ? reason.stack : reason}`)
}

async function check(name, run) {
  try {
    await run()
    console.log(`ok ${name}`)
  } catch (reason) {
    fail(name, reason)
  }
}

/** A listener as a server of one's own has it, with the promise left alone. */
const listeners = {
  'node:http': nodeListener(grant),
  'Express 5': express().use(expressMiddleware(grant)),
  'Koa 3': silent(new Koa()).use(koaMiddleware(grant)).callback(),
}

function silent(app) {
  app.silent = true
  return app
}

async function withServer(server, run) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await run(server.address().port)
  } finally {
    server.close()
    server.closeAllConnections?.()
  }
}

/** Writes these bytes, ends, and reads all that comes. */
async function talk(port, bytes) {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  // A reset after the answer is no concern of ours: what counts is what came before it.
  socket
    .setEncoding('latin1')
    .on('data', (piece) => (text += piece))
    .on('error', () => {})
  socket.end(Buffer.from(bytes, 'latin1'))
  await once(socket, 'close')
  return text
}

function request(lines, body = start, type = form) {
  const own = [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']
  return ['POST /device_authorization HTTP/1.1', 'Host: x', ...lines, ...own, '', body].join('\r\n')
}

function readResponse(text) {
  const [, status, head, body] = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(text) ?? []
  assert.ok(status !== undefined, `an answer, not ${JSON.stringify(text.slice(0, 200))}`)
  return { status: Number(status), isJson: /^content-type: application\/json\r?$/im.test(head), body }
}

function expectJson(text, ...statuses) {
  const { status, isJson, body } = readResponse(text)
  assert.ok(isJson && statuses.includes(status), `${statuses.join(' or ')} in JSON, not ${text.slice(0, 300)}`)
  return JSON.parse(body)
}

async function expectAlive(port) {
  assert.ok('device_code' in expectJson(await talk(port, request([])), 200))
  assert.deepEqual(host.faults, [])
}

const basic = `Authorization: Basic ${Buffer.from('fake-cli:x').toString('base64')}`

async function checkNames(port) {
  // A public client that brings a secret is refused: the header has been read.
  expectJson(await talk(port, request([basic, '__proto__: x'])), 401)
  for (const name of inherited) {
    expectJson(await talk(port, request([`${name}: x`])), 200)
    expectJson(await talk(port, request([basic, `${name}: x`, `${name}: y`])), 401)
    expectJson(await talk(port, request([], `${start}&${name}=x`)), 200)
    const members = `{"client_id":"fake-cli","${name}":{"x":1}}`
    expectJson(await talk(port, request([], members, 'application/json')), 200)
  }
  expectJson(await talk(port, request([basic, basic, '__proto__: x'])), 401)
  await expectAlive(port)
}

// Mulberry32: small, and the same on every machine.
function createChance(from) {
  let state = from
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const names = [
  ...inherited,
  ...['Authorization', 'Cookie', 'Set-Cookie', 'Content-Type', 'Content-Encoding', 'Origin', 'Sec-Fetch-Site'],
  ...['X-Forwarded-For', 'User-Agent', 'Expect', 'Referer', 'Age', 'Accept', 'X', ':path', ''],
]
const values = [
  '',
  'x',
  'Basic ',
  'Bearer x',
  'a=1; a=2; __proto__=3',
  'gzip',
  'null',
  form,
  'x'.repeat(5_000),
  '\u00ff\u0080',
]

/** Lines of a header that somebody has spoilt: a name or value of another kind, or bytes that do not belong there. */
function mutatedLines(chance) {
  const pick = (list) => list[chance(list.length)]
  return Array.from({ length: 1 + chance(6) }, () => {
    const line = `${pick(names)}: ${pick(values)}`
    if (chance(3) > 0) return line
    const at = chance(Math.min(line.length, 40))
    const byte = String.fromCharCode(chance(256))
    return line.slice(0, at) + byte + line.slice(at + chance(2))
  })
}

async function checkMutated(port) {
  const chance = createChance(seed)
  const counted = new Map()
  let left = mutatedBlocks
  const work = async () => {
    while (left-- > 0) {
      const lines = mutatedLines(chance)
      const text = await talk(port, request(lines))
      const { status, isJson, body } = readResponse(text)
      // What Node refuses itself has no body, or a chunked one of nothing; everything else is ours.
      const kind = isJson ? `${status} JSON` : `${status} of Node`
      const fine = isJson
        ? status < 500 && JSON.parse(body.slice(0, body.lastIndexOf('}') + 1))
        : [400, 417, 431].includes(status)
      assert.ok(fine && (isJson || /^(0\r\n\r\n)?$/.test(body)), `${JSON.stringify(lines)}\n${text.slice(0, 500)}`)
      counted.set(kind, (counted.get(kind) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await expectAlive(port)
  const counts = [...counted].sort().map(([kind, count]) => `${count} times ${kind}`)
  console.log(`   seed ${seed}: ${counts.join(', ')}`)
}

for (const [name, listener] of Object.entries(listeners)) {
  await check(`${name} reads headers and members of inherited names`, () =>
    withServer(createServer(listener), checkNames),
  )
  await check(`${name} survives ${mutatedBlocks} mutated blocks of headers`, () =>
    withServer(createServer(listener), checkMutated),
  )
}

await check('the fetch door reads headers and members of inherited names', async () => {
  const serve = fetchHandler(grant)
  const post = (headers, body) =>
    serve(new Request(`${host.options.issuer}/device_authorization`, { method: 'POST', headers, body }))
  for (const name of inherited) {
    const response = await post([[name, 'x'], ['Content-Type', form], basic.split(': ')], start)
    assert.deepEqual([response.status, (await response.json()).error], [401, 'invalid_client'])
    assert.equal(
      (
        await post(
          [
            [name, 'x'],
            ['Content-Type', form],
          ],
          `${start}&${name}=x`,
        )
      ).status,
      200,
    )
  }
  assert.deepEqual(host.faults, [])
})

await check('a next() that throws is answered and reported, and rejects nothing', async () => {
  const failing = nodeListener(grant)
  const server = createServer((incoming, response) =>
    failing(incoming, response, () => {
      throw new Error('the rest of the application')
    }),
  )
  await withServer(server, async (port) => {
    const { error } = expectJson(await talk(port, 'GET /else HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), 500)
    assert.equal(error, 'server_error')
    assert.equal(host.faults.splice(0).length, 1)
    await expectAlive(port)
  })
})

await check('HTTP/2 is served, and no header of one connection is sent', async () => {
  const warnings = []
  const remember = (warning) => warnings.push(String(warning))
  process.on('warning', remember)
  await withServer(createHttp2Server(nodeListener(grant)), async (port) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    const post = async (body) => {
      const headers = { ':method': 'POST', ':path': '/device_authorization', 'content-type': form }
      const stream = session.request(Object.assign(Object.create(null), headers, { ['__proto__']: 'x' }))
      // A server that has answered may refuse the rest of the body.
      stream.on('error', () => {})
      stream.end(body)
      const [response] = await once(stream, 'response')
      const text = (await stream.setEncoding('utf8').toArray()).join('')
      return { status: response[':status'], connection: response.connection, body: JSON.parse(text) }
    }
    const started = await post(start)
    assert.deepEqual([started.status, started.body.interval], [200, 5])
    const { body: _, ...refused } = await post(`x=${'x'.repeat(200_000)}`)
    assert.deepEqual(refused, { status: 413, connection: undefined })
    session.destroy()
  })
  process.off('warning', remember)
  assert.deepEqual([warnings, host.faults], [[], []])
})

console.log(`${failed ? 'FAILED' : 'all is well'} on Node ${process.version}`)
process.exitCode = failed ? 1 : 0
