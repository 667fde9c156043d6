// @module-tag thorough
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { type RequestListener, request as sendRequest } from 'node:http'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Certificates, makeCertificates } from '../faults/certificates.js'
import { decideInBrowser } from '../support/browser-forms.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { type Decision, runProgram } from '../support/sign-in-program.js'

// Programs of Debian that begin with OpenID Connect Discovery, as they are installed, against the demo. They are skipped
// where they are not: `.ci/run` installs them.

const runs = (program: string, args: readonly string[]) => spawnSync(program, args).status === 0

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'devicegrant-openid-'))
})
afterEach(() => rm(home, { recursive: true }))

describe('without TLS', () => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  const decide = (decision: Decision) => (userCode: string) => decideInBrowser(demo.address, userCode, decision)

  const hasAgent = runs('oidc-agent', ['--version'])
  const agentTitle = hasAgent ? 'oidc-agent, unmodified' : 'oidc-agent (skipped: no oidc-agent-cli is installed)'

  describe.skipIf(!hasAgent)(agentTitle, () => {
    let agent: ReturnType<typeof spawn>
    let settings: Readonly<Record<string, string>>

    beforeEach(async () => {
      const socket = join(home, 'agent.sock')
      settings = { OIDC_CONFIG_DIR: join(home, 'accounts'), OIDC_SOCK: socket, OIDC_ENCRYPTION_PW: 'for tests' }
      await mkdir(join(home, 'accounts'))
      const env = { PATH: process.env['PATH'], HOME: home, ...settings }
      agent = spawn('oidc-agent', ['--console', '--no-webserver', '--socket-path', socket], { env, stdio: 'ignore' })
      await vi.waitUntil(() => existsSync(socket), { timeout: 30_000 })
    })
    afterEach(async () => {
      const closed = new Promise((resolve) => agent.once('close', resolve))
      agent.kill()
      await closed
    })

    const generate = (decision: Decision) => {
      const client = [`--iss=${demo.address}`, '--client-id=demo-cli', '--client-secret=', '--flow=device']
      const answers = ['--scope=openid profile offline_access', '--pw-env', '--confirm-yes', '--no-url-call']
      return runProgram(home, 'oidc-gen', ['demo', ...client, ...answers], { settings, shown: decide(decision) })
    }

    it('signs in, and brings new access tokens', async () => {
      const { status, output, errors } = await generate('approve')
      expect([status, output + errors]).toEqual([0, expect.stringContaining('Everything setup correctly!')])
      const { output: token } = await runProgram(home, 'oidc-token', ['demo', '--force-new'], { settings })
      expect(decodeJwt(token)).toMatchObject({ iss: demo.address, client_id: 'demo-cli', sub: 'user-alice' })
    })

    it('receives the denial of the person', async () => {
      const { status, output, errors } = await generate('deny')
      expect([status, output + errors]).toEqual([1, expect.stringContaining('access_denied')])
    })
  })

  const hasIddawc = existsSync('/usr/include/iddawc.h') && runs('cc', ['--version'])
  const iddawcTitle = hasIddawc ? 'Iddawc, unmodified' : 'Iddawc (skipped: no libiddawc-dev or no cc is installed)'

  describe.skipIf(!hasIddawc)(iddawcTitle, () => {
    const signIn = async (decision: Decision) => {
      const source = fileURLToPath(new URL('iddawc_sign_in.c', import.meta.url))
      expect(await runProgram(home, 'cc', ['-o', 'sign-in', source, '-liddawc'])).toMatchObject({ status: 0 })
      const document = `${demo.address}/.well-known/openid-configuration`
      const args = [document, 'demo-cli', 'openid profile offline_access']
      const { status, output } = await runProgram(home, join(home, 'sign-in'), args, { shown: decide(decision) })
      return { status, steps: output.trim().split('\n').slice(1) }
    }

    it('signs in, verifies the ID token, fetches the UserInfo, refreshes and revokes', async () => {
      const userinfo = expect.stringMatching(/^userinfo 0 .*"sub":"user-alice"/)
      const steps = ['id_token 0', userinfo, 'refresh 0', 'revoke 0']
      expect(await signIn('approve')).toEqual({ status: 0, steps })
    })

    it('receives the denial of the person', async () => {
      expect(await signIn('deny')).toEqual({ status: 1, steps: ['error access_denied'] })
    })
  })
})

const oidcChild = '/usr/libexec/sssd/oidc_child'
const hasSssd = existsSync(oidcChild)
const sssdTitle = hasSssd ? 'oidc_child of SSSD, unmodified' : 'oidc_child of SSSD (skipped: no sssd-idp is installed)'

describe.skipIf(!hasSssd)(sssdTitle, () => {
  let certificates: Certificates
  let server: Server
  let demo: RunningDemo
  let issuer: string
  let asked: string[]

  const forward: RequestListener = (request, response) => {
    const { method, headers, url = '' } = request
    const forwarded = sendRequest(demo.address + url, { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
    })
    forwarded.on('error', (error) => response.destroy(error))
    request.on('data', (chunk) => asked.push(`${url} ${chunk}`))
    request.pipe(forwarded)
  }

  // It takes no other address than one of https.
  beforeAll(async () => {
    const made = await makeCertificates()
    if ('missing' in made) throw new Error(made.missing)
    certificates = made
    const [key, cert] = await Promise.all([readFile(made.key), readFile(made.good)])
    server = createServer({ key, cert }, forward)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    issuer = `https://127.0.0.1:${address.port}`
    demo = await startDemo({ POLL_INTERVAL: '1', ISSUER: issuer })
  })
  beforeEach(() => {
    asked = []
  })
  afterEach(() => void vi.unstubAllGlobals())
  afterAll(async () => {
    server.closeAllConnections()
    await Promise.all([new Promise((resolve) => server.close(resolve)), demo.stop('SIGKILL'), certificates.remove()])
  })

  // The browser of the tests does not know the authority of the certificate, so it goes to the demo itself.
  const decide = (userCode: string, decision: Decision) => {
    const { fetch } = globalThis
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => fetch(url.replace(issuer, demo.address), init))
    return decideInBrowser(issuer, userCode, decision)
  }

  /** Asks for a code, as SSSD does before it shows it, and then for the tokens, as it does once the person is back. */
  async function signIn(decision: Decision) {
    const client = [
      '--logger=stderr',
      '--debug-level=2',
      `--issuer-url=${issuer}`,
      '--client-id=demo-cli',
      '--scope=openid',
      `--ca-db=${certificates.authority}`,
    ]
    const started = await runProgram(home, oidcChild, ['--get-device-code', ...client])
    expect(started.status).toBe(0)
    const [input = '', shown = ''] = started.output.split('\n')
    const userCode = /"user_code": "([^"]+)"/.exec(shown)?.[1] ?? ''
    await decide(userCode, decision)
    return runProgram(home, oidcChild, ['--get-access-token', ...client], { input })
  }

  it('discovers the server, signs in, and learns from the UserInfo who it is', async () => {
    expect(await signIn('approve')).toMatchObject({ status: 0, output: expect.stringMatching(/^user-alice$/m) })
    const [start] = asked
    // With discovery, the scope is what the document lists, whatever was configured.
    const scope = 'openid%20profile%20offline_access%20read%20write'
    expect(start).toBe(`/device_authorization client_id=demo-cli&scope=${scope}`)
  })

  it('receives the denial of the person', async () => {
    const { status, errors } = await signIn('deny')
    expect([status, errors]).toEqual([1, expect.stringContaining('[access_denied]')])
  })
})
