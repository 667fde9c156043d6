import { once } from 'node:events'
import { createServer } from 'node:net'

/** Another process took the port first. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

// The range is below the ports that systems use for outgoing connections. A client that connects to a closed port of that
// range may get the same port for itself: it would then talk to itself and block the port for the server.
const firstPort = 11_000
const ports = 10_000
// A node of a cluster also listens on its port plus this number.
const busDistance = 10_000
const attempts = 20

/** Resolves to a free port whose cluster bus port is free too. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * ports)
    if ((await isFree(port)) && (await isFree(port + busDistance))) return port
  }
}

/** Starts a server on a free port. If another process takes that port first, tries another port. */
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
