// @module-tag thorough
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { type Decision, runProgram } from '../support/sign-in-program.js'

const require = createRequire(import.meta.url)
const program = join(dirname(require.resolve('convex/package.json')), 'bin/main.js')

// Two hidden flags of the program name the server and the client. It asks for no scope, and its library makes `openid` of that.

describe('the command line of Convex, unmodified', () => {
  let demo: RunningDemo
  let home: string

  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'devicegrant-convex-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  const logIn = (decision: Decision) => {
    const server = ['--override-auth-url', demo.address, '--override-auth-client', 'demo-cli']
    // What comes after the device flow is the API of Convex: the last flag ends the program before it.
    const flags = ['--force', '--no-open', '--login-flow', 'poll', '--device-name', 'laptop', '--dump-access-token']
    return runProgram(home, process.execPath, [program, 'login', ...server, ...flags], {
      // Without `CI` it reports every denial to its authors.
      settings: { CI: 'true', NO_COLOR: '1' },
      shown: (userCode) => decideInBrowser(demo.address, userCode, decision),
    })
  }

  it('discovers the server, signs in and verifies the ID token', async () => {
    const { status, output, errors } = await logIn('approve')
    expect([status, errors]).toEqual([0, expect.stringContaining(`${demo.address}/device?user_code=`)])
    expect(decodeJwt(output)).toMatchObject({ iss: demo.address, client_id: 'demo-cli', scope: 'openid' })
  })

  it('receives the denial of the person', async () => {
    const { status, errors } = await logIn('deny')
    expect([status, errors]).toEqual([1, expect.stringContaining('Access denied.')])
  })
})
