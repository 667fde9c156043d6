import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf } from '../documents.js'
import { decideInBrowser } from '../support/browser-forms.js'
import { membersOf } from '../support/json.js'
import { pack, root, run, runTool } from './packing.js'
import { type RunningExample, startExample } from './running-example.js'

// The first examples of the documents, in empty projects of a stranger: every command and every file as it stands there.
// Of the guide only `./users.js` is written here, because it belongs to the reader.

const issuer = 'http://127.0.0.1:8080'
const alice = { username: 'alice', password: 'correct horse battery staple' }

/** The files and commands of a document. */
function readDocument(document: string, heading = '') {
  const text = readFileSync(join(root, document), 'utf8')
  const blocks = blocksOf(document, text)
  const shell = new RegExp(`^#+ ${heading}[^\\n]*\\n[\\s\\S]*?\`\`\`sh\\n([\\s\\S]*?)\`\`\``, 'm').exec(text)?.[1] ?? ''
  return {
    commands: shell.split('\n').filter((line) => line.startsWith('npm ')),
    codeOf: (name: string) => blocks.find(({ path }) => path === join(document, name))?.code.trimStart() ?? '',
    find: (...parts: readonly string[]) =>
      blocks.find(({ code }) => parts.every((part) => code.includes(part)))?.code.trimStart() ?? '',
  }
}

const readme = readDocument('README.md', 'Install')
const guide = readDocument('docs/guide/getting-started.md', 'Mount it in Express')
const client = readDocument('docs/guide/write-a-client.md', 'With openid-client').codeOf('client.ts')
const redis = readDocument('docs/guide/redis-and-scale.md')
const userType = /^export interface User \{[\s\S]*?^\}/m.exec(guide.codeOf('users.ts'))?.[0] ?? ''
const usersFile = `import { createArgon2Hasher } from '@devicegrant/core/argon2'

${userType}

const passwordHash = await createArgon2Hasher().hash('${alice.password}')
const alice: User = { id: 'user-1', name: '${alice.username}', passwordHash, locked: false }
export const findById = async (id: string): Promise<User | undefined> => (id === alice.id ? alice : undefined)
export const findByName = async (name: string): Promise<User | undefined> => (name === alice.name ? alice : undefined)
`

const examples = {
  'README.md': { commands: readme.commands, files: { 'server.ts': readme.codeOf('server.ts'), 'client.ts': client } },
  'docs/guide/getting-started.md': {
    commands: [...guide.commands, ...redis.commands],
    files: {
      'users.ts': usersFile,
      'grant.ts': guide.codeOf('grant.ts'),
      'server.ts': guide.find("from './grant.js'", '.listen('),
      'client.ts': client,
      'redis.ts': redis.find('openRedisStores('),
    },
  },
}

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

let packed: string

beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'devicegrant-packed-'))
  for (const name of ['core', 'adapter-express', 'store-memory', 'store-redis'])
    await pack(join(root, 'packages', name), packed)
})
afterAll(() => rmSync(packed, { recursive: true, force: true }))

it('finds the examples in the documents', () => {
  for (const { commands } of [readme, guide]) {
    expect(commands).toContainEqual(expect.stringMatching(/^npm install express /))
  }
  expect(readme.codeOf('server.ts')).toContain('createDeviceGrant({')
  expect(guide.codeOf('grant.ts')).toContain('createDeviceGrant({')
  expect(examples['docs/guide/getting-started.md'].files['server.ts']).toContain('expressMiddleware(grant)')
  expect(redis.commands).toContainEqual(expect.stringMatching(/^npm install ioredis /))
  expect(userType).toContain('passwordHash')
  expect(client).toContain('pollDeviceAuthorizationGrant')
})

describe.each(Object.entries(examples))('the example of %s', (document, { commands, files }) => {
  let project: string
  let compiled: string
  let example: RunningExample

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'devicegrant-readme-'))
    mkdirSync(join(project, 'out'))
    expect(await run('npm', ['init', '-y'], project)).not.toContain('exit code')
    for (const command of commands) {
      // With the tarballs where this test has packed them.
      const here = command.replaceAll('../devicegrant/packed/', `${packed}/`)
      expect(await run('bash', ['-c', here], project)).not.toContain('exit code')
    }
    const tools = ['@types/node@20', '@types/express@5', 'openid-client@6']
    const types = await run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', ...tools], project)
    expect(types).not.toContain('exit code')
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
    const config = { compilerOptions: strict, files: Object.keys(files) }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
    compiled = await runTool('typescript/bin/tsc', '-p', project, '--pretty', 'false')
    // The README says that its file is JavaScript as it stands.
    if (document === 'README.md') writeFileSync(join(project, 'out/server.js'), files['server.ts'])
    example = await startExample(project, issuer)
  })
  afterAll(async () => {
    await example?.stop()
    rmSync(project, { recursive: true, force: true })
  })

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

  it('compiles as strictly as TypeScript can', () => {
    expect(compiled).toBe('')
  })

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

  it('signs in the client of docs/guide/write-a-client.md', async () => {
    const output = await example.runClient(async (userCode) => {
      const page = await decideInBrowser(issuer, userCode, 'approve', alice)
      expect(page.text).toContain('Approved')
    })
    expect(output).toContain('Signed in, with the scope: read offline_access')
  })

  it('prints nothing to stderr', () => {
    expect(example.complaints()).toBe('')
  })
})
