import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SecurityEvent } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createAccounts } from './accounts.js'
import { createApp } from './app.js'
import { describeEvent, greeting } from './messages.js'
import { openStores } from './open-stores.js'
import type { Playground } from './playground/playground.js'
import { reasonOf } from './reason.js'
import { readSettings, type Settings } from './settings.js'

const graceForRequests = 1_500
const lookForIdle = 50
const longestShortLifetime = 15_000

const settings = readSettings(process.env)
if ('length' in settings) {
  console.error(`The demo cannot start:\n${settings.map((text) => `  ${text}`).join('\n')}`)
  process.exitCode = 1
} else {
  try {
    await serve(settings)
  } catch (fault) {
    console.error(`The demo cannot start: ${explain(fault)}`)
    process.exitCode = 1
  }
}

function explain(fault: unknown): string {
  const reason = reasonOf(fault)
  const taken = fault instanceof Error && 'code' in fault && fault.code === 'EADDRINUSE'
  return taken ? `${reason}. Set PORT to another port, or to 0 for a free port.` : reason
}

async function serve(settings: Settings): Promise<void> {
  const secret = settings.secret ?? randomBytes(32).toString('base64url')
  const hasher = createArgon2Hasher()
  const accounts = await createAccounts(hasher)
  const stores = await openStores(settings, secret)
  // The issuer has the port, so the application is made while the server listens. Requests that come before wait for it.
  const early: Parameters<RequestListener>[] = []
  const wait: RequestListener = (...call) => early.push(call)
  const server = createServer(wait)
  server.once('close', () =>
    stores.close().catch((fault: unknown) => console.error('The stores could not be closed:', fault)),
  )
  try {
    const bound = urlOf(settings.host, await listen(server, settings))
    const issuer = settings.issuer ?? bound
    let playground: Playground | undefined
    endOnSignal(server, () => playground?.close())
    playground = await createPlaygroundOf(settings, issuer)
    const onEvent = (event: SecurityEvent): void => {
      console.error(describeEvent(event))
      playground?.onEvent(event)
    }
    const app = await createApp(settings, { issuer, secret, stores, accounts, hasher, onEvent, playground })
    server.off('request', wait).on('request', app)
    for (const call of early) app(...call)
    console.log(greeting({ issuer, bound, settings, recoveryCode: accounts.recoveryCode }))
  } catch (fault) {
    server.close()
    server.closeAllConnections()
    throw fault
  }
}

async function createPlaygroundOf(settings: Settings, issuer: string): Promise<Playground | undefined> {
  if (!settings.playground) return undefined
  const { createPlayground } = await import('./playground/playground.js')
  const shortLifetime = Math.min(longestShortLifetime, settings.codeLifetime)
  return createPlayground({ issuer, dialects: settings.served.dialects, shortLifetime })
}

function listen(server: Server, { port, host }: Settings): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address)
    })
  })
}

function urlOf(host: string, { port }: AddressInfo): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

// Running requests finish, and streams are ended. Idle connections are closed at once.
function endOnSignal(server: Server, endStreams: () => void): void {
  // npm passes the signal on a second time, so `once` would not be enough.
  const end = (): void => {
    server.close()
    endStreams()
    // A connection whose request has just finished would wait for the next request.
    setInterval(() => server.closeIdleConnections(), lookForIdle).unref()
    setTimeout(() => server.closeAllConnections(), graceForRequests).unref()
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
