// Counts the bytes that a request moves to the old memory of the server, and fails if they are many: the collector then copies
// finished requests, and takes several times as long (docs/decisions/0082). It does not see what V8 makes in old memory at once.
//
//   npm run bench:garbage
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { prepare } from '../scripts/prepare.mjs'
import { openConnection } from './connection.mjs'
import { expectBody } from './work/expect.mjs'
import { prepare as preparePolls } from './work/poll.mjs'
import { prepare as prepareRefreshes } from './work/refresh.mjs'
import { wires } from './work/wires.mjs'

const serve = fileURLToPath(new URL('./servers/serve.mjs', import.meta.url))
const connectionCount = 32
const ring = 1_000
const fewestCollections = 5

// A request that leaves its own objects leaves more than a thousand bytes. A refresh leaves the record of its family as well.
const works = [
  { name: 'poll', prepare: preparePolls, most: 200, count: 40_000 },
  { name: 'poll too fast', prepare: prepareFastPolls, most: 200, count: 40_000 },
  { name: 'refresh', prepare: prepareRefreshes, most: 1_200, count: 20_000 },
]
const say = (message) => console.log(`garbage: ${message}`)

await prepare()
for (const work of works) {
  const bytes = await promotedBy(work)
  const isRight = bytes <= work.most
  say(`${isRight ? '✔' : '✖'} ${work.name}: ${Math.round(bytes)} bytes a request, at most ${work.most}`)
  if (!isRight) process.exitCode = 1
}
if (process.exitCode === 1)
  say('something keeps finished requests until the next full collection (docs/decisions/0082)')

/** Polls one code all the time. @type {import('./load.mjs').Work} */
async function prepareFastPolls({ connections: [first], wire }) {
  const { device_code: code } = JSON.parse(expectBody(await first.send(wire.issue), 200, '"device_code"'))
  const request = wire.poll(code)
  return async ({ send }) => void expectBody(await send(request), 400, '"error"')
}

/** Resolves to the bytes that one request moves to old memory. */
async function promotedBy({ prepare, count }) {
  const execArgv = ['--trace-gc', '--trace-gc-nvp']
  const server = fork(serve, { execArgv, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  try {
    let trace = ''
    server.stdout.setEncoding('latin1').on('data', (text) => {
      trace += text
    })
    server.send({ mount: 'node', server: 'ours' })
    const [{ port, ready }] = await once(server, 'message')
    const connections = await Promise.all(Array.from({ length: connectionCount }, () => openConnection(port)))
    const operate = await prepare({ connections, wire: wires.ours({}), ready, ring })
    await operateOn(connections, operate, count)
    trace = ''
    await operateOn(connections, operate, count)
    const promoted = [...trace.matchAll(/ gc=s .* promoted=(\d+)/g)].map(([, bytes]) => Number(bytes))
    if (promoted.length < fewestCollections)
      throw new Error(`${count} requests made only ${promoted.length} collections`)
    return promoted.reduce((sum, bytes) => sum + bytes, 0) / count
  } finally {
    server.kill('SIGKILL')
  }
}

async function operateOn(connections, operate, count) {
  let left = count
  await Promise.all(
    connections.map(async (connection) => {
      while (left-- > 0) await operate(connection)
    }),
  )
}
