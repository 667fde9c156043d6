// @module-tag thorough
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { type Certificates, makeCertificates } from '../faults/certificates.js'
import { clientId, createEntraTenant, type EntraTenant } from '../support/entra-tenant.js'

// Programs of Debian, over https, as they are installed. They are skipped where they are not: `.ci/run` installs them.

// Debian's packages are for Debian's Python, whatever else is in the path.
const python = '/usr/bin/python3'
const msalScript = fileURLToPath(new URL('msal_sign_in.py', import.meta.url))
const muttScript = '/usr/share/doc/mutt/examples/mutt_oauth2.py'
const hasMsal = spawnSync(python, ['-c', 'import msal']).status === 0
const hasMutt = existsSync(muttScript) && spawnSync(python, ['--version']).status === 0

let certificates: Certificates
let directory: string
let server: Server
let tenant: EntraTenant

beforeAll(async () => {
  const made = await makeCertificates()
  if ('missing' in made) throw new Error(made.missing)
  certificates = made
})
afterAll(() => certificates.remove())

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'devicegrant-entra-'))
  const [key, cert] = await Promise.all([readFile(certificates.key), readFile(certificates.good)])
  server = createServer(
    { key, cert },
    getRequestListener((request) => tenant.ask(request)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  tenant = await createEntraTenant({ origin: `https://127.0.0.1:${address.port}`, pollInterval: 1_000 })
})

afterEach(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(directory, { recursive: true })
})

/** Runs a Python program. Alice decides on the code that it shows, unless `decision` is `none`. */
async function runPython(args: readonly string[], decision: 'approve' | 'deny' | 'none', input = '') {
  const { authority: ca } = certificates
  const env = { PATH: process.env['PATH'] ?? '', REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca, PYTHONUNBUFFERED: '1' }
  const child = spawn(python, args, { env })
  let output = ''
  let decided: Promise<void> | undefined
  child.stderr.on('data', (data: Buffer) => {
    output += data
  })
  child.stdout.on('data', (data: Buffer) => {
    output += data
    const [, userCode] = / enter the code ([A-Z]{9}) /.exec(output) ?? []
    if (userCode !== undefined && decision !== 'none') decided ??= tenant.decide(userCode, decision)
  })
  child.stdin.end(input)
  const status = await new Promise((resolve) => child.on('close', resolve))
  await decided
  return { status, output }
}

describe.skipIf(!hasMsal)('MSAL Python, unmodified', () => {
  const results = z.array(z.looseObject({ access_token: z.string().optional(), error: z.string().optional() }))
  const resultsIn = (output: string) => results.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))

  it('finds the tenant, signs in and refreshes', async () => {
    const { status, output } = await runPython([msalScript, tenant.authority, clientId], 'approve')
    expect([status, output]).toEqual([0, expect.stringContaining(`${tenant.authority}/devicelogin`)])
    const [first, second, ...others] = resultsIn(output)
    expect([first?.access_token, second?.access_token, others]).toEqual([expect.any(String), expect.any(String), []])
    expect(first?.access_token).not.toBe(second?.access_token)
    // Alice may be faster than the first poll.
    expect(['200', 'authorization_pending']).toEqual(expect.arrayContaining([...new Set(tenant.words())]))
  })

  it('receives the denial of the person', async () => {
    const { status, output } = await runPython([msalScript, tenant.authority, clientId], 'deny')
    expect([status, resultsIn(output).map(({ error }) => error)]).toEqual([0, ['authorization_declined']])
    const problem = tenant.heard.at(-1)?.body
    expect(problem?.['correlation_id']).not.toBe(problem?.['trace_id'])
  })
})

describe.skipIf(!hasMutt)('mutt_oauth2.py, with the settings that it asks for', () => {
  /** Fills in what the program leaves open: the encryption of its file, the client and the host. */
  async function configure(): Promise<readonly string[]> {
    const text = await readFile(muttScript, 'utf8')
    const settings = [
      [/^ENCRYPTION_PIPE = .+$/m, "ENCRYPTION_PIPE = ['cat']"],
      [/^DECRYPTION_PIPE = .+$/m, "DECRYPTION_PIPE = ['cat']"],
      [/https:\/\/login\.microsoftonline\.com\/common/g, tenant.authority],
      [/'client_id': ''/g, `'client_id': '${clientId}'`],
    ] as const
    const program = join(directory, 'mutt_oauth2.py')
    await writeFile(
      program,
      settings.reduce((kept, [from, to]) => kept.replace(from, to), text),
    )
    return [program, '--verbose', join(directory, 'tokens')]
  }
  const answers = 'microsoft\ndevicecode\nalice@contoso.example\n'

  it('signs in, keeps its token, and refreshes when it has ended', async () => {
    const program = await configure()
    const { status, output } = await runPython([...program, '--authorize'], 'approve', answers)
    expect([status, output]).toEqual([0, expect.stringMatching(/Access Token: eyJ/)])
    const asked = tenant.heard.length
    expect((await runPython(program, 'none')).status).toBe(0)
    expect(tenant.heard).toHaveLength(asked)

    const file = join(directory, 'tokens')
    const kept = await readFile(file, 'utf8')
    const ended = kept.replace(/("access_token_expiration": ")\d{4}/, '$12020')
    await writeFile(file, ended)
    const again = await runPython(program, 'none')
    expect([again.status, again.output]).toEqual([0, expect.stringContaining('using refresh token')])
    expect(tenant.words().slice(asked)).toEqual(['200'])
  })

  it('receives the denial of the person', async () => {
    const { status, output } = await runPython([...(await configure()), '--authorize'], 'deny', answers)
    expect([status, output]).toEqual([1, expect.stringContaining('user declined authorization.')])
  })
})
