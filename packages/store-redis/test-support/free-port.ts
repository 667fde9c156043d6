import { once } from 'node:events'
import { createServer } from 'node:net'

/** Somebody else got the port first. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

// Below the ports that systems give to outgoing connections: a client that knocks at a closed port of that range may by
// chance be given the same one, and then it talks to itself and keeps the server from coming back.
const firstPort = 11_000
const ports = 10_000
// Where a node of a cluster listens besides.
const busDistance = 10_000
const attempts = 20

/** A port that nobody listens on at the moment, nor on the one where the bus of a cluster would be. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * ports)
    if ((await isFree(port)) && (await isFree(port + busDistance))) return port
  }
}

/** Starts something on a free port, and on another one if the port is taken before it is there. */
export async function onFreePort<Started>(
  start: (port: number) => Promise<Started>,
  pick: () => Promise<number> = findFreePort,
): Promise<Started> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await start(await pick())
    } catch (fault) {
      if (left === 0 || !(fault instanceof PortTakenError)) throw fault
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EADDRINUSE') return false
    throw fault
  }
  server.close()
  await once(server, 'close')
  return true
}
