// The load on one server, as a process: the first message has its settings. Prepares its work, then runs a window for each
// message.
import { openConnection } from './connection.mjs'
import { wires } from './work/wires.mjs'

/**
 * @typedef {object} Context
 * @property {Awaited<ReturnType<typeof openConnection>>[]} connections
 * @property {ReturnType<wires[string]>} wire
 * @property {{ deviceCodes?: string[] }} ready What the server said at its start.
 * @property {number} ring How many codes a poll goes around.
 *
 * @typedef {(context: Context) => Promise<(connection: Context['connections'][number]) => Promise<void>>} Work
 * Resolves to the function that does one operation on a connection. It rejects if the response is not the right one.
 */

const settings = await new Promise((resolve) => process.once('message', resolve))
const { work, server, ports, connections: count, ready, ring, isLinked, isAwake } = settings

const connections = await Promise.all(
  Array.from({ length: count }, (_, nth) => openConnection(ports[nth % ports.length])),
)
const { prepare } = await import(`./work/${work}.mjs`)
const operate = await prepare({ connections, wire: wires[server]?.({ ...ready, isLinked }), ready, ring })

process.on('message', async ({ milliseconds }) => {
  try {
    process.send?.(await runWindow(milliseconds))
  } catch (fault) {
    process.send?.({ fault: fault.message })
  }
})
process.once('disconnect', () => process.exit())
process.send?.({ isReady: true })

async function runWindow(milliseconds) {
  const durations = []
  const start = performance.now()
  const end = start + milliseconds
  let isOver = false
  if (isAwake) stayAwake(() => isOver)
  await Promise.all(
    connections.map(async (connection) => {
      for (let began = start; began < end; ) {
        await operate(connection)
        const now = performance.now()
        durations.push(now - began)
        began = now
      }
    }),
  )
  isOver = true
  const lasted = performance.now() - start
  durations.sort((one, other) => one - other)
  const p99 = durations[Math.floor(durations.length * 0.99)]
  return { operations: durations.length, lasted, p99 }
}

// A process that sleeps is woken by each response, and the server pays for that with 10 µs of CPU time. A device far away costs it
// nothing of the kind.
function stayAwake(isOver) {
  if (!isOver()) setImmediate(stayAwake, isOver)
}
