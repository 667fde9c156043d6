// @module-tag thorough
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'

const require = createRequire(import.meta.url)
const program = join(dirname(require.resolve('sentry')), 'bin.cjs')

// The client and the address of the server are settings of the program. Nothing else is changed.

describe('the command line of Sentry, unmodified', () => {
  let demo: RunningDemo
  let home: string

  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'devicegrant-sentry-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  /** Runs the program, and reports each user code that it shows. The empty `PATH` has no browser that it could open. */
  async function run(args: readonly string[], shown: (userCode: string) => Promise<unknown> = async () => {}) {
    const settings = { SENTRY_CLIENT_ID: 'demo-sentry', SENTRY_CLI_NO_TELEMETRY: '1', NO_COLOR: '1' }
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
    run(['auth', 'login', '--read-only', '--url', demo.address], (userCode) =>
      decideInBrowser(demo.address, userCode, decision, undefined, '/oauth/device'),
    )

  it('signs in, and refreshes its tokens', async () => {
    const { status, said } = await logIn('approve')
    expect([status, said]).toEqual([0, expect.stringContaining('Authentication successful!')])
    const before = await run(['auth', 'token'])
    expect(decodeJwt(before.said)).toMatchObject({
      iss: demo.address,
      client_id: 'demo-sentry',
      scope: 'project:read org:read event:read member:read team:read alerts:read',
    })
    const refreshed = await run(['auth', 'refresh', '--force'])
    expect([refreshed.status, refreshed.said]).toEqual([0, expect.stringContaining('refreshed')])
    const after = await run(['auth', 'token'])
    expect(decodeJwt(after.said)['sub']).toBe(decodeJwt(before.said)['sub'])
    expect(after.said).not.toBe(before.said)
    const me = await fetch(`${demo.address}/me`, { headers: { authorization: `Bearer ${after.said}` } })
    expect(await me.json()).toMatchObject({ username: 'alice', client_id: 'demo-sentry' })
  })

  it('receives the denial of the person', async () => {
    const { status, said } = await logIn('deny')
    expect([status, said]).toEqual([1, expect.stringContaining('Authorization was denied')])
  })
})
