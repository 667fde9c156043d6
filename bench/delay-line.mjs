// A line to a Redis with a delay: what the server sends arrives later, as it does from another building.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Starts a line to the server at this address. `delay`: milliseconds; timers add up to one more.
 *
 * @param {{ address: string, delay: number }} settings
 */
export async function startDelayLine({ address, delay }) {
  const { port, hostname } = new URL(address)
  const sockets = new Set()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: Number(port), host: hostname, noDelay: true })
    near.pipe(far)
    far.on('data', (bytes) => setTimeout(() => near.write(bytes), delay))
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket)
      // The other end closes as well; the cause of an error is of no interest here, since the load reports its own failure.
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    delay,
    address: `redis://127.0.0.1:${server.address().port}`,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
