import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Client } from '@devicegrant/core'
import { rfc8628, sentry } from '@devicegrant/core/dialects'
import { createMemoryStores } from '@devicegrant/store-memory'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

// Its client identifier is one of its settings, and the address of the server is an option. Nothing else stands between.
const cli: Client = {
  clientId: 'sentry-cli',
  name: 'Sentry CLI',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  // It cannot ask for a refresh token, because it knows the scope values of Sentry only.
  refreshTokens: 'always',
  scopes: ['org:read', 'project:read', 'event:read', 'member:read', 'team:read', 'alerts:read'],
  defaultScopes: ['org:read'],
}
const program = join(dirname(createRequire(import.meta.url).resolve('sentry')), 'bin.cjs')

describe('the command line of Sentry, unmodified', { timeout: 60_000 }, () => {
  let host: ExpressHost
  let home: string

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'devicegrant-sentry-'))
    host = await startExpressHost({
      dialects: [rfc8628, sentry],
      clients: { findClient: async (clientId) => (clientId === cli.clientId ? cli : undefined) },
      // The program waits in real time.
      stores: createMemoryStores({ clock: { now: () => Date.now() } }),
      policy: { interval: 1_000 },
    })
  })

  afterEach(async () => {
    await host.close()
    rmSync(home, { recursive: true, force: true })
  })

  /** Runs the program, and reports each user code that it shows. The empty `PATH` has no browser that it could open. */
  async function run(args: readonly string[], shown: (userCode: string) => Promise<unknown> = async () => {}) {
    const settings = { SENTRY_CLIENT_ID: cli.clientId, SENTRY_CLI_NO_TELEMETRY: '1', NO_COLOR: '1' }
    const child = spawn(process.execPath, [program, ...args], { env: { HOME: home, PATH: '', ...settings } })
    child.stdin.end()
    const said: string[] = []
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    const hear = async (stream: NodeJS.ReadableStream) => {
      for await (const line of createInterface({ input: stream })) {
        said.push(line)
        const userCode = /Code: +(\S+)/.exec(line)?.[1]
        if (userCode !== undefined) await shown(userCode)
      }
    }
    await Promise.all([hear(child.stdout), hear(child.stderr)])
    return { status: await ended, said: said.join('\n') }
  }

  const logIn = (decision: 'approve' | 'deny') =>
    run(['auth', 'login', '--read-only', '--url', host.issuer], (userCode) =>
      decideInBrowser(host.issuer, userCode, decision, undefined, sentry.verification.path),
    )

  it('signs in, and refreshes its tokens', async () => {
    const { status, said } = await logIn('approve')
    expect([status, said]).toEqual([0, expect.stringContaining('Authentication successful!')])
    const before = await run(['auth', 'token'])
    expect(decodeJwt(before.said)).toMatchObject({
      iss: host.issuer,
      client_id: cli.clientId,
      scope: 'project:read org:read event:read member:read team:read alerts:read',
    })
    const refreshed = await run(['auth', 'refresh', '--force'])
    expect([refreshed.status, refreshed.said]).toEqual([0, expect.stringContaining('refreshed')])
    const after = await run(['auth', 'token'])
    expect(decodeJwt(after.said)['sub']).toBe(decodeJwt(before.said)['sub'])
    expect(after.said).not.toBe(before.said)
    expect(host.events.map(({ type }) => type)).toContain('tokensRefreshed')
  })

  it('receives the denial of the person', async () => {
    const { status, said } = await logIn('deny')
    expect([status, said]).toEqual([1, expect.stringContaining('Authorization was denied')])
  })
})
