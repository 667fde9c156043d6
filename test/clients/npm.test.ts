import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client, DeviceGrant } from '@devicegrant/core'
import { npm } from '@devicegrant/core/dialects'
import type { Express } from 'express'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Block, blocksOf, type Compiled, compileToModules } from '../documents.js'
import { decideAt } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

type FindUsername = (subject: string) => Promise<string | undefined>
type AddRoutes = (app: Express, grant: DeviceGrant, findUsername: FindUsername) => void

const client = {
  clientId: 'npm',
  name: 'npm',
  authMethods: ['none'],
  grantTypes: ['device_code'],
  scopes: ['packages'],
  defaultScopes: ['packages'],
  // Real time passes between polls.
  pollInterval: 1_000,
} as const satisfies Client

const document = 'docs/dialects/npm.md'
let compiled: Compiled
let addRegistryRoutes: AddRoutes
let host: ExpressHost
/** The requests that the registry received, without their queries. */
let heard: string[]

beforeAll(async () => {
  const isRoutes = ({ path }: Block) => path.endsWith('registry.ts')
  const blocks = blocksOf(document, readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8'))
  const [block] = blocks.filter(isRoutes)
  if (block === undefined) throw new Error(`${document} has no routes of a registry`)
  compiled = await compileToModules([block])
  const module: { addRegistryRoutes: AddRoutes } = await import(compiled.moduleOf(block))
  addRegistryRoutes = module.addRegistryRoutes
})
afterAll(() => compiled.remove())

beforeEach(async () => {
  heard = []
  const findClient = (clientId: string) => (clientId === client.clientId ? client : undefined)
  host = await startExpressHost({
    dialects: [npm],
    clients: { findClient },
    addRoutes: (app, grant) => addRegistryRoutes(app, grant, async (subject) => subject.replace('user-', '')),
    before: (app) =>
      app.use((request, _response, next) => {
        heard.push(`${request.method} ${request.path}`)
        // So that no poll is too fast.
        host.clock.advance(client.pollInterval)
        next()
      }),
  })
})
afterEach(() => host.close())

describe('npm, unmodified', () => {
  let home: string
  const running = new Set<ChildProcess>()

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'devicegrant-npm-'))
  })
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  })

  interface Run {
    /** The address of the page, as soon as npm prints it. */
    readonly loginUrl: Promise<string>
    readonly ended: Promise<{ readonly code: number | null; readonly text: string }>
  }

  function run(...args: readonly string[]): Run {
    const options = ['--registry', host.issuer, '--no-update-notifier']
    const child = spawn('npm', [...args, ...options], {
      cwd: home,
      // Nothing of the settings of the developer.
      env: { PATH: process.env['PATH'], HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let text = ''
    let found: (url: string) => void
    const loginUrl = new Promise<string>((resolve) => {
      found = resolve
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk
        const [url] = /http\S+\/login\/cli\S+/.exec(text) ?? []
        if (url !== undefined) found(url)
      })
    }
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child)
      return { code, text }
    })
    return { loginUrl, ended }
  }

  const login = () => run('login', '--auth-type=web')

  /** npm must never have asked for a name and a password. */
  function expectNoPassword(text: string): void {
    expect(text).not.toMatch(/username|password/i)
    expect(heard.filter((request) => request.includes('org.couchdb.user'))).toEqual([])
  }

  it('logs in, says who it is, and logs out', async () => {
    const { loginUrl, ended } = login()
    await decideAt(await loginUrl, 'approve')
    const { code, text } = await ended
    expect([code, text]).toEqual([0, expect.stringContaining(`Logged in on ${host.issuer}`)])
    expectNoPassword(text)
    const kept = readFileSync(join(home, '.npmrc'), 'utf8')
    const [, token = ''] = /:_authToken=(\S+)/.exec(kept) ?? []
    expect(token).not.toBe('')
    expect(await run('whoami').ended).toMatchObject({ code: 0, text: expect.stringMatching(/^alice$/m) })
    expect(await run('logout').ended).toMatchObject({ code: 0 })
    expect(heard.at(-1)).toBe(`DELETE /-/user/token/${token}`)
    expect(host.events.at(-1)).toMatchObject({ type: 'grantEnded', reason: 'revokedByClient' })
    const me = await fetch(`${host.issuer}/-/whoami`, { headers: { authorization: `Bearer ${token}` } })
    expect(me.status).toBe(401)
  })

  it('stops when the person says no, and asks for no password', async () => {
    const { loginUrl, ended } = login()
    await decideAt(await loginUrl, 'deny')
    const { code, text } = await ended
    expect([code, text]).toEqual([1, expect.stringContaining('Invalid response from web login endpoint')])
    expectNoPassword(text)
  })

  it('stops when the code has expired, and asks for no password', async () => {
    const { loginUrl, ended } = login()
    await loginUrl
    host.clock.advance(600_000)
    const { code, text } = await ended
    expect([code, text]).toEqual([1, expect.stringContaining('Invalid response from web login endpoint')])
    expectNoPassword(text)
  })
})

describe('npm-profile 12, unmodified', () => {
  interface Profile {
    loginWeb(opener: (url: string) => Promise<unknown>, options: object): Promise<{ readonly token: string }>
  }
  const require = createRequire(import.meta.url)
  const profile: Profile = require('npm-profile')
  const login = (opener: (url: string) => Promise<unknown>) => profile.loginWeb(opener, { registry: host.issuer })

  it('receives a token that the registry accepts', async () => {
    const { token } = await login((url) => decideAt(url, 'approve'))
    const me = await fetch(`${host.issuer}/-/whoami`, { headers: { authorization: `Bearer ${token}` } })
    expect(await me.json()).toEqual({ username: 'alice' })
  })

  it('waits as long as Retry-After says', async () => {
    await login(async (url) => {
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      await decideAt(url, 'approve')
    })
    // Without the header it polls some hundred times.
    expect(heard.filter((request) => request === 'GET /-/v1/done').length).toBeLessThan(30)
  })

  it('never takes a refusal for a registry without a web login', async () => {
    const code = expect.not.stringMatching('ENYI')
    await expect(login((url) => decideAt(url, 'deny'))).rejects.toMatchObject({ code })
    await expect(login(async () => host.clock.advance(600_000))).rejects.toMatchObject({ code })
  })
})
