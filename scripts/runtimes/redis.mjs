import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { startServer } from './server.mjs'

/** Starts a Redis or Valkey on a free port, with these options. Resolves to `undefined` if there is no server binary. */
export async function startRedis(options = []) {
  const program = process.env.REDIS_SERVER ?? onPath(['redis-server', 'valkey-server'])
  if (program === undefined) return undefined
  const port = await freePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', ...options]
  return startServer({ program, args, env: {} }, (output) =>
    /Ready to accept connections/.test(output) ? `redis://127.0.0.1:${port}` : undefined,
  )
}

function onPath(names) {
  const paths = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)))
  return paths.find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not a program: try the next path
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
