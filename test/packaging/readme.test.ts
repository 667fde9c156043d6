import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf } from '../documents.js'
import { decideInBrowser } from '../support/browser-forms.js'
import { membersOf } from '../support/json.js'
import { pack, root, run, runTool } from './packing.js'

// The first example of the README, in an empty project of a stranger: every command and every file as it stands there.
// Only `./users.js` is written here, because it belongs to the reader.

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const issuer = 'http://127.0.0.1:8080'
const alice = { username: 'alice', password: 'correct horse battery staple' }

/** The lines of the first shell block below the heading about Express. */
const commands = (/^## Mount it in Express\n[\s\S]*?```sh\n([\s\S]*?)```/m.exec(readme)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('npm '))

const blocks = blocksOf('README.md', readme)
const codeOf = (name: string) => blocks.find(({ path }) => path === join('README.md', name))?.code.trimStart() ?? ''
const grantFile = codeOf('grant.ts')
const serverFile =
  blocks.find(({ code }) => code.includes("from './grant.js'") && code.includes('.listen('))?.code.trimStart() ?? ''
const userType = /^export interface User \{[\s\S]*?^\}/m.exec(codeOf('users.ts'))?.[0] ?? ''
const usersFile = `import { createArgon2Hasher } from '@devicegrant/core/argon2'

${userType}

const passwordHash = await createArgon2Hasher().hash('${alice.password}')
const alice: User = { id: 'user-1', name: '${alice.username}', passwordHash, locked: false }
export const findById = async (id: string): Promise<User | undefined> => (id === alice.id ? alice : undefined)
export const findByName = async (name: string): Promise<User | undefined> => (name === alice.name ? alice : undefined)
`

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  module: 'nodenext',
  target: 'es2023',
  types: ['node'],
  rootDir: '.',
  outDir: 'out',
  skipLibCheck: false,
}

let project: string
let compiled: string

/** Runs a command of the README, with the tarballs where this test has packed them. */
function runCommand(command: string): Promise<string> {
  const here = command.replaceAll('../devicegrant/packed/', './packed/')
  return run('bash', ['-c', here], project)
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'devicegrant-readme-'))
  mkdirSync(join(project, 'packed'))
  for (const name of ['core', 'adapter-express', 'store-memory']) {
    await pack(join(root, 'packages', name), join(project, 'packed'))
  }
  expect(await run('npm', ['init', '-y'], project)).not.toContain('exit code')
  for (const command of commands) expect(await runCommand(command)).not.toContain('exit code')
  const types = ['install', '--save-dev', '--no-audit', '--no-fund', '@types/node@20', '@types/express@5']
  expect(await run('npm', types, project)).not.toContain('exit code')
  writeFileSync(join(project, 'users.ts'), usersFile)
  writeFileSync(join(project, 'grant.ts'), grantFile)
  writeFileSync(join(project, 'server.ts'), serverFile)
  const files = ['users.ts', 'grant.ts', 'server.ts']
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: strict, files }))
  compiled = await runTool('typescript/bin/tsc', '-p', project, '--pretty', 'false')
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

it('finds the example in the README', () => {
  expect(commands).toContainEqual(expect.stringMatching(/^npm install express /))
  expect(grantFile).toContain('createDeviceGrant({')
  expect(serverFile).toContain('expressMiddleware(grant)')
  expect(userType).toContain('passwordHash')
})

it('compiles as strictly as TypeScript can', () => {
  expect(compiled).toBe('')
})

describe('the JavaScript of the example', () => {
  let server: ChildProcess
  let complaints = ''

  beforeAll(async () => {
    const secret = randomBytes(32).toString('hex')
    const env = { PATH: process.env['PATH'], DEVICEGRANT_SECRET: secret }
    server = spawn(process.execPath, ['out/server.js'], { cwd: project, env })
    server.stderr?.on('data', (chunk) => {
      complaints += String(chunk)
    })
    await untilItServes()
  })
  afterAll(() => server.kill())

  async function untilItServes(): Promise<void> {
    while (server.exitCode === null) {
      const response = await fetch(`${issuer}/device`).catch(() => undefined)
      if (response?.status === 200) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`the example ended with ${server.exitCode}:\n${complaints}`)
  }

  const post = async (path: string, fields: Readonly<Record<string, string>>) => {
    const response = await fetch(issuer + path, { method: 'POST', body: new URLSearchParams(fields) })
    return { status: response.status, body: await membersOf(response) }
  }
  const postJson = async (path: string, token: unknown, value: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const response = await fetch(issuer + path, { method: 'POST', headers, body: JSON.stringify(value) })
    return { status: response.status, body: await membersOf(response) }
  }
  const things = (token: unknown) => fetch(`${issuer}/things`, { headers: { Authorization: `Bearer ${token}` } })

  async function startCode() {
    const { status, body } = await post('/device_authorization', { client_id: 'mycli', scope: 'read offline_access' })
    expect(status).toBe(200)
    const poll = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'mycli',
      device_code: String(body['device_code']),
    }
    expect(await post('/token', poll)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
    return { userCode: String(body['user_code']), poll }
  }

  it('signs a client in when a person approves on the page', async () => {
    const { userCode, poll } = await startCode()
    const page = await decideInBrowser(issuer, userCode, 'approve', alice)
    expect(page.text).toContain('Approved')

    const { status, body } = await post('/token', poll)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', scope: 'read offline_access' },
    })
    const served = await things(body['access_token'])
    expect({ status: served.status, body: await membersOf(served) }).toEqual({ status: 200, body: { owner: 'user-1' } })

    const refresh = { grant_type: 'refresh_token', client_id: 'mycli', refresh_token: String(body['refresh_token']) }
    const refreshed = await post('/token', refresh)
    expect(refreshed.status).toBe(200)
    const revoked = { client_id: 'mycli', token: String(refreshed.body['refresh_token']) }
    expect(await post('/revoke', revoked)).toEqual({ status: 200, body: {} })
    expect((await things(refreshed.body['access_token'])).status).toBe(401)
  })

  it('signs a client in when a person approves by JSON', async () => {
    const { userCode, poll } = await startCode()
    const { body: login } = await post('/login', alice)
    const { body: view } = await postJson('/device/lookup', login['access_token'], { user_code: userCode })
    const decision = { user_code: userCode, ticket: view['ticket'], decision: 'approve' }
    expect(await postJson('/device/decision', login['access_token'], decision)).toEqual({
      status: 200,
      body: { status: 'approved' },
    })
    expect((await post('/token', poll)).status).toBe(200)
  })

  it('prints nothing to stderr', () => {
    expect(complaints).toBe('')
  })
})
