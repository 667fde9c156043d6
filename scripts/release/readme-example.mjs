// The runnable example of the README, as files, and a person and a device who try it.

import assert from 'node:assert/strict'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const alice = { username: 'alice', password: 'correct horse battery staple' }
const patience = 30_000

/** What the example imports as ./users.js belongs to the reader. */
const users = `import { createArgon2Hasher } from '@devicegrant/core/argon2'

const passwordHash = await createArgon2Hasher().hash('${alice.password}')
const alice = { id: 'user-1', name: '${alice.username}', passwordHash, locked: false }
export const findById = async (id) => (id === alice.id ? alice : undefined)
export const findByName = async (name) => (name === alice.name ? alice : undefined)
`

/**
 * Finds the first example that listens, and the files that it imports: `files` by name, the name of the first one as `main`,
 * and the npm packages that they import. Throws if the README has no such example.
 */
export function exampleIn(readme) {
  const blocks = [...readme.matchAll(/^```ts(?: file=([\w-]+\.ts))?\n([\s\S]*?)^```$/gm)].map(([, name, code]) => ({
    name,
    code,
  }))
  const first = blocks.find(({ code }) => code.includes('.listen('))
  if (first === undefined) throw new Error('README.md has no block of TypeScript with ".listen("')
  const main = first.name ?? 'server.ts'
  const files = new Map()
  const add = (name, code) => {
    files.set(name, code)
    for (const [, imported] of code.matchAll(/from '\.\/([\w-]+)\.js'/g)) {
      const next = blocks.find((block) => block.name === `${imported}.ts`)
      if (next === undefined) throw new Error(`README.md has no block "ts file=${imported}.ts", which ${name} imports`)
      // A block that only declares stands for code of the reader.
      if (!files.has(next.name)) add(next.name, /\bdeclare function\b/.test(next.code) ? users : next.code)
    }
  }
  add(main, first.code)
  const specifiers = [...files.values()].flatMap((code) =>
    [...code.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name),
  )
  const packages = new Set(specifiers.filter((name) => !name.startsWith('node:')).map(packageOf))
  const [, clientId] = /clientId: '([\w-]+)'/.exec([...files.values()].join('\n')) ?? []
  if (clientId === undefined) throw new Error('the example of README.md has no "clientId: \'…\'"')
  return { main: main.replace(/\.ts$/, '.js'), files, packages: [...packages], clientId }
}

/** A device starts, alice signs in and approves, and the device gets tokens. Throws at the first wrong response. */
export async function signIn(address, clientId) {
  const started = await post(address, '/device_authorization', { client_id: clientId, scope: 'read' })
  assert.equal(started.status, 200, started.text)
  const { device_code: deviceCode, user_code: userCode } = started.body
  const poll = () => post(address, '/token', { client_id: clientId, grant_type: deviceGrant, device_code: deviceCode })
  const pending = await poll()
  assert.deepEqual([pending.status, pending.body.error], [400, 'authorization_pending'])

  const login = await post(address, '/login', alice)
  assert.equal(login.status, 200, login.text)
  const authorization = `Bearer ${login.body.access_token}`
  const view = await post(address, '/device/lookup', { user_code: userCode }, authorization)
  assert.equal(view.status, 200, view.text)
  const decision = { user_code: userCode, ticket: view.body.ticket, decision: 'approve' }
  const decided = await post(address, '/device/decision', decision, authorization)
  assert.equal(decided.text, '{"status":"approved"}')

  const tokens = await poll()
  assert.equal(tokens.status, 200, tokens.text)
  assert.equal(tokens.body.token_type, 'Bearer')
  const page = await fetch(`${address}/device`, { signal: AbortSignal.timeout(patience) })
  assert.equal(page.status, 200)
}

async function post(address, path, members, authorization) {
  const response = await fetch(address + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(authorization && { Authorization: authorization }) },
    body: JSON.stringify(members),
    signal: AbortSignal.timeout(patience),
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
