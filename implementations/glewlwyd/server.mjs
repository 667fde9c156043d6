// The program glewlwyd of Debian with a configuration and a database of its own, in a folder that is gone when it ends.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { configurationOf } from './configuration.mjs'
import { confidentialClientSecret, ids, scope, setUp } from './set-up.mjs'

const schema = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3'
const pages = '/usr/share/glewlwyd'

try {
  await serve()
} catch (fault) {
  const isMissing = fault.code === 'ENOENT'
  console.error(isMissing ? `glewlwyd is not installed: apt-get install glewlwyd (${fault.message})` : fault)
  process.exitCode = 1
}

async function serve() {
  // From the start, so that a signal never leaves the program or the folder behind.
  const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const port = Number(process.env.PORT ?? 0) || (await findFreePort())
  const origin = `http://127.0.0.1:${port}`
  const folder = await mkdtemp(join(tmpdir(), 'glewlwyd-'))
  try {
    await fill(folder, port)
    const child = spawn('glewlwyd', [`--config-file=${folder}/glewlwyd.conf`], { stdio: ['ignore', 2, 2] })
    const exit = once(child, 'exit')
    const endsByItself = exit.then(() => Promise.reject(new Error('glewlwyd has ended by itself')))
    try {
      await Promise.race([isReady(origin), endsByItself])
      const issuer = await setUp(origin)
      const endpoints = {
        introspectionEndpoint: `${issuer}/introspect`,
        revocationEndpoint: `${issuer}/revoke`,
        userinfoEndpoint: `${issuer}/userinfo`,
      }
      process.stdout.write(`${JSON.stringify({ issuer, ...ids, confidentialClientSecret, scope, ...endpoints })}\n`)
      await Promise.race([signal, endsByItself])
    } finally {
      child.kill('SIGTERM')
      await exit
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Glewlwyd cannot choose a port. */
async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function fill(folder, port) {
  await promisify(execFile)('sqlite3', ['-bail', `${folder}/glewlwyd.db`, 'BEGIN', `.read ${schema}`, 'COMMIT'])
  // In Debian 12 the settings of the pages are a link to a folder, so that the pages cannot read them.
  const filter = (path) => !path.endsWith('/config.json')
  await cp(`${pages}/webapp`, `${folder}/webapp`, { recursive: true, dereference: true, filter })
  await copyFile(`${pages}/templates/config.json`, `${folder}/webapp/config.json`)
  await writeFile(`${folder}/glewlwyd.conf`, configurationOf(folder, port))
}

async function isReady(origin) {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(`${origin}/config`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    await setTimeout(50)
  }
  throw new Error('glewlwyd does not respond')
}
