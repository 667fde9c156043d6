// Measures how much other requests slow down while clients list an account with very many grants. Needs a build, and for Redis
// a redis-server on the PATH. `node bench/linked-devices.mjs [memory|redis] [grants]`
import { fork, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const [place = 'memory', grants = '20000'] = process.argv.slice(2)
const others = 8
const lookers = 16
const stretch = 5_000
const patience = 10_000
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

const redis = place === 'redis' ? await startRedis() : undefined
const server = fork(fileURLToPath(new URL('./linked-devices-server.mjs', import.meta.url)), [
  redis?.url ?? 'memory',
  grants,
])
let ended
server.on('exit', (code, signal) => {
  ended = signal ?? code
})
try {
  const port = await portOf(server)
  const agent = new Agent({ keepAlive: true, maxSockets: others + lookers })
  const send = (path, headers, body) => post({ agent, port, path, headers, body })
  const token = await logIn(send)

  const calm = await measure(() => poll(send), others, stretch)
  report('others, calm', calm)
  const lookedAt = measure(() => list(send, token), lookers, stretch)
  const during = await measure(() => poll(send), others, stretch)
  report(`other requests, while ${lookers} connections list ${grants} grants`, during)
  report('the looks', await lookedAt)
  console.log(`ratio of other requests, with and without the lists: ${(during.answered / calm.answered).toFixed(2)}`)
  if (ended !== undefined) throw new Error(`the server has ended: ${ended}`)

  await wait(2_000)
  const began = performance.now()
  const first = await list(send, token)
  const { devices = [], next } = first.body
  console.log(`one list: ${first.status}, ${devices.length} devices, next ${next !== undefined}, ${since(began)}`)
  const end = await send('/device/linked/end', asPerson(token), JSON.stringify({ all: true }))
  console.log(`unlink all: ${end.status} ${JSON.stringify(end.body)}`)
  const after = await list(send, await logIn(send))
  console.log(
    `after that: ${after.status}, ${after.body.devices?.length} device, next ${after.body.next !== undefined}`,
  )
  agent.destroy()
} catch (fault) {
  console.log(`failed: ${fault.message}`)
} finally {
  server.kill('SIGKILL')
  await redis?.stop()
}

function report(what, { answered, refused, failed }) {
  const perSecond = Math.round((answered * 1_000) / stretch)
  console.log(`${what}: ${perSecond} a second, ${refused} with 5xx, ${failed} without a response`)
}

/** Sends requests over this number of connections for this time. Counts 5xx and missing responses separately. */
async function measure(act, connections, duration) {
  const tally = { answered: 0, refused: 0, failed: 0 }
  const end = performance.now() + duration
  const connection = async () => {
    while (performance.now() < end && ended === undefined) {
      try {
        const { status } = await act()
        tally[status < 500 ? 'answered' : 'refused'] += 1
      } catch {
        // The tally counts failures, because they are a result of this benchmark.
        tally.failed += 1
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  return tally
}

function poll(send) {
  const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x'.repeat(65) }
  return send('/token', form, String(new URLSearchParams({ ...fields, client_id: 'fake-cli' })))
}

function list(send, token) {
  return send('/device/linked/list', asPerson(token), '{}')
}

async function logIn(send) {
  const fields = { username: 'alice', password: 'correct horse battery staple' }
  const { status, body } = await send('/login', form, String(new URLSearchParams(fields)))
  if (status !== 200) throw new Error(`the login returned ${status}`)
  return body.access_token
}

function asPerson(token) {
  return { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
}

function post({ agent, port, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = { agent, port, host: '127.0.0.1', method: 'POST', path, headers, timeout: patience }
    const asked = request(sent, (response) => {
      const parts = []
      response.on('data', (part) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts)) }))
    })
    asked.on('timeout', () => asked.destroy(new Error('no response in time')))
    asked.on('error', reject)
    asked.end(body)
  })
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }) => resolve(port))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)))
  })
}

async function startRedis() {
  const directory = await mkdtemp(join(tmpdir(), 'devicegrant-bench-'))
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory]
  const child = spawn('redis-server', words, { stdio: 'ignore' })
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

function since(began) {
  return `${Math.round(performance.now() - began)} ms`
}
