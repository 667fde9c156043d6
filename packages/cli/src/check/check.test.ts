import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFolder, runProgram } from '../../test-support/cli.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const built = (path: string) => new URL(`../../../${path}`, import.meta.url).href
const secret = 'planted-7secret-of-the-check-0123456789'
const password = 'planted-password'
const env = { DEVICEGRANT_SECRET: secret, REDIS_URL: `redis://:${password}@db.example:6379` }

const parts = `
import { createDeviceGrant } from '${built('core/dist/index.js')}'
import { createJwtIssuer, generateSigningKey } from '${built('core/dist/jwt.js')}'
import { createMemoryStores } from '${built('store-memory/dist/index.js')}'
export const parts = {
  issuer: 'https://login.example.com',
  secret: process.env.DEVICEGRANT_SECRET,
  stores: createMemoryStores(),
  clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read'] }],
  accounts: { findAccount: () => undefined, findByUsername: () => undefined },
  tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
  hostSessions: { find: () => undefined, signInUrl: () => '/sign-in' },
}
`
write('parts.mjs', parts)
const using = `import { parts } from './parts.mjs'
import { createDeviceGrant } from '${built('core/dist/index.js')}'
`

/** Checks a module with this text, and returns the report. */
async function check(name: string, text: string, ...flags: readonly string[]) {
  const { code, stdout, stderr } = await runProgram(['check', write(name, text), '--json', ...flags], env, folder)
  expect(stdout + stderr).not.toContain(secret)
  expect(stdout + stderr).not.toContain(password)
  expect(stderr).toBe('')
  return { code, report: JSON.parse(stdout) }
}

describe('a good module', () => {
  it.each([
    ['options as the default', `${using}export default parts`, 'default'],
    ['options by name', `${using}export const options = parts`, 'options'],
    ['a grant', `${using}export const grant = createDeviceGrant(parts)`, 'grant'],
    [
      'a grant beside other exports',
      `${using}export const port = 1\nexport default createDeviceGrant(parts)`,
      'default',
    ],
    ['a function', `${using}export default () => parts`, 'default'],
    ['an async function', `${using}export const grant = async () => createDeviceGrant(parts)`, 'grant'],
    ['a promise', `${using}export default Promise.resolve(parts)`, 'default'],
  ])('exports %s', { tags: ['thorough'] }, async (_, text, exported) => {
    const { code, report } = await check('good.mjs', text)
    expect(report).toMatchObject({ ok: true, export: exported, problems: [], warnings: [] })
    expect(report.served).toMatchObject({ baseUrl: 'https://login.example.com', dialects: ['rfc8628'] })
    expect(report.served.routes).toContainEqual({ method: 'POST', path: '/token' })
    expect(code).toBe(0)
  })

  it('may export it under another name', async () => {
    const text = `${using}export const other = parts`
    expect(await check('other.mjs', text, '--export', 'other')).toMatchObject({ code: 0, report: { export: 'other' } })
    expect((await check('other.mjs', text)).report.problems).toMatchObject([{ code: 'nothing-exported' }])
  })

  it.each([
    ['module.exports = async () => (await import("./parts.mjs")).parts', 'default'],
    ['exports.grant = import("./parts.mjs").then(({ parts }) => parts)', 'grant'],
    ['module.exports = { ["opt" + "ions"]: import("./parts.mjs").then(({ parts }) => parts) }', 'options'],
  ])('may be CommonJS: %s', { tags: ['thorough'] }, async (text, exported) => {
    expect((await check('common.cjs', text)).report).toMatchObject({ ok: true, export: exported })
  })

  it('may be TypeScript if this Node can read it, and otherwise hears what to do', async () => {
    const { report } = await check('typed.ts', `${using}const typed: object = parts\nexport default typed`)
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    if (major > 22 || (major === 22 && minor >= 6)) expect(report).toMatchObject({ ok: true })
    else
      expect(report.problems).toMatchObject([
        { code: 'typescript-not-supported', message: expect.stringContaining('--import tsx') },
      ])
  })

  it('may print, listen and keep timers: the report is one object, and the command ends', async () => {
    const text = `${using}import { createServer } from 'node:http'
console.log(parts.secret); console.error(process.env.REDIS_URL)
createServer().listen(0, '127.0.0.1'); setInterval(() => {}, 1000)
export default parts`
    expect(await check('open.mjs', text)).toMatchObject({ code: 0, report: { ok: true } })
  })

  it('gets the warnings of production, which are problems if they are asked to be', async () => {
    const text = `${using}export default { ...parts, onWarning: () => {} }`
    const { code, report } = await check('production.mjs', text, '--production')
    expect(code).toBe(0)
    expect(report.warnings.map((warning: { code: string }) => warning.code)).toEqual([
      'signing-key-not-stored',
      'stores-in-memory',
    ])
    expect(report.warnings[1].docs).toContain('docs/warnings.md#stores-in-memory')
    expect(await check('production.mjs', text, '--production', '--strict')).toMatchObject({
      code: 1,
      report: { ok: false },
    })
    const accepting = `${using}export default { ...parts, acceptWarnings: ['stores-in-memory', 'signing-key-not-stored'] }`
    expect(await check('accepting.mjs', accepting, '--production', '--strict')).toMatchObject({ code: 0 })
  })

  it('is called once with --probe', async () => {
    const { report } = await check('probed.mjs', `${using}export default parts`, '--probe')
    expect(report.probe).toEqual(
      ['stores.authorizations', 'stores.families', 'stores.limits', 'tokens'].map((part) => ({ part, ok: true })),
    )
    const away = `recordPoll: async () => { throw new Error('no answer from ' + process.env.REDIS_URL) }`
    const text = `${using}const { stores } = parts
export default { ...parts, stores: { ...stores, authorizations: { ...stores.authorizations, ${away} } } }`
    const broken = await check('broken.mjs', text, '--probe')
    expect(broken.code).toBe(1)
    expect(broken.report.problems).toMatchObject([
      {
        code: 'probe-failed',
        option: 'stores.authorizations',
        message: 'stores.authorizations.recordPoll failed: no answer from redis://[hidden]@db.example:6379',
      },
    ])
  })
})

it('reports the warnings that stores have written, without secrets', async () => {
  const text = `${using}console.warn('devicegrant: Redis at ' + process.env.REDIS_URL + ' is not safe')
console.warn('devicegrant: warning: one that the grant has too')
console.warn('something else', parts.secret)
export default parts`
  const { code, report } = await check('warned.mjs', text)
  expect(report.warnings).toEqual([
    {
      code: 'store-warning',
      message: 'Redis at redis://[hidden]@db.example:6379 is not safe',
      docs: expect.stringContaining('packages/cli/README.md'),
    },
  ])
  expect(code).toBe(0)
})

describe('a module with problems', () => {
  it('hears all of them at once, each with its code and its link', async () => {
    const text = `${using}export default { ...parts, isuer: 'x', issuer: 'http://example.com', secret: 'short', policy: { lifetime: 1 } }`
    const { code, report } = await check('bad.mjs', text)
    const codes = report.problems.map((problem: { code: string }) => problem.code)
    expect(codes).toEqual(
      expect.arrayContaining(['unknown-option', 'issuer-insecure', 'secret-too-short', 'invalid-value']),
    )
    expect(report.problems[0].docs).toMatch(/^https:.*configuration-errors\.md#unknown-option$/)
    expect(report).toMatchObject({ ok: false })
    expect(code).toBe(1)
  })

  it('has no secret in the path of an option, and no control character of the host', async () => {
    const named = `${using}export default { ...parts, [process.env.DEVICEGRANT_SECRET]: 1 }`
    const { report } = await check('named.mjs', named)
    expect(report.problems).toMatchObject([{ code: 'unknown-option', option: '[hidden]' }])
    const file = write('forging.mjs', 'throw new Error("away\\r\\u001b[2K\\u009b1Ano problems")')
    const { stdout } = await runProgram(['check', file], env, folder)
    expect(stdout).toContain('Error: away\ufffd\ufffd[2K\ufffd1Ano problems\n')
  })

  it('may have thrown them itself, while it made its grant', async () => {
    const { report } = await check(
      'made.mjs',
      `${using}export const grant = createDeviceGrant({ ...parts, timeout: 1 })`,
    )
    expect(report.problems).toMatchObject([{ code: 'invalid-value', option: 'timeout' }])
  })

  it.each<[string, string, string, object]>([
    [
      'throws',
      'throws.mjs',
      'function connect() {\n  throw new Error("no way to " + process.env.REDIS_URL + " with " + process.env.DEVICEGRANT_SECRET)\n}\nconnect()',
      {
        code: 'module-failed',
        message: 'the module threw Error: no way to redis://[hidden]@db.example:6379 with [hidden]',
        place: 'throws.mjs:2:9',
      },
    ],
    [
      'throws in its function',
      'late.mjs',
      'export default async () => {\n  throw new TypeError("late", { cause: new Error("early") })\n}',
      { code: 'module-failed', message: 'the module threw TypeError: late: early', place: 'late.mjs:2:9' },
    ],
    [
      'throws no Error',
      'text.mjs',
      'throw process.env.DEVICEGRANT_SECRET',
      { code: 'module-failed', message: 'the module threw a value: a value that is no Error was thrown: string' },
    ],
    [
      'fails after its start',
      'event.mjs',
      'setImmediate(() => { throw new Error("away") })\nawait new Promise(() => {})',
      { code: 'module-failed', message: 'the module threw Error: away', place: 'event.mjs:1:28' },
    ],
    [
      'cannot be parsed',
      'syntax.mjs',
      'const a = 1\nconst b = ;',
      {
        code: 'module-failed',
        message: "the module cannot be read: SyntaxError: Unexpected token ';'",
        place: 'syntax.mjs:2',
      },
    ],
    ['imports what is missing', 'gone.mjs', 'import "./gone.js"', { code: 'module-not-found' }],
    ['exits', 'exits.mjs', 'process.exit(3)', { code: 'module-exited', message: expect.stringContaining('code 3') }],
    [
      'exports nothing',
      'nothing.mjs',
      'export {}',
      { code: 'nothing-exported', message: expect.stringMatching(/^the module exports nothing/) },
    ],
    [
      'exports something else',
      'seven.mjs',
      'export const x = 7',
      { code: 'nothing-exported', message: expect.stringMatching(/^the module exports x\./) },
    ],
    [
      'exports no object',
      'text-export.mjs',
      'export default () => "options"',
      { code: 'not-a-grant', message: expect.stringContaining('of the type string') },
    ],
    [
      'exports null',
      'null.mjs',
      'export default null',
      { code: 'not-a-grant', message: expect.stringContaining('null') },
    ],
  ])('that %s hears why', async (_, name, text, problem) => {
    const { code, report } = await check(name, text)
    expect(report.problems).toEqual([expect.objectContaining(problem)])
    expect(code).toBe(1)
  })

  it.each([
    ['awaits for ever', 'await new Promise(() => {})'],
    ['awaits for ever in its function', 'export default () => new Promise(() => {})'],
    ['loops for ever', 'while (true) {}'],
  ])('that %s does not hang the command', async (_, text) => {
    const { code, report } = await check('hangs.mjs', text, '--timeout', '1')
    expect(report.problems).toMatchObject([{ code: 'module-hangs', message: expect.stringContaining('(1 s)') }])
    expect(code).toBe(1)
  })

  it('hears that a compiled name is not there, if the source is', async () => {
    write('users.ts', 'export const users = []')
    const { report } = await check('importing.mjs', 'import "./users.js"')
    expect(report.problems).toMatchObject([
      { code: 'module-not-found', message: expect.stringContaining('Check the compiled module') },
    ])
  })
})

describe('the text of a report', () => {
  it('has the problems, what is served, and no colors in a pipe', async () => {
    const file = write('text.mjs', `${using}export default { ...parts, trustedProxies: { hops: 2 }, limits: false }`)
    const { code, stdout } = await runProgram(['check', file, '--probe'], { ...env, TERM: 'xterm' }, folder)
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    for (const line of [
      '! limits-off',
      'Serves below https://login.example.com:',
      'POST /device_authorization',
      'authorizations memory',
      'your own sign-in',
      '2 in front, which write x-forwarded-for',
      '✔ tokens',
      'no problems, 1 warning',
    ]) {
      expect(stdout).toContain(line)
    }
  })

  it('names the code, the option, the message and the link of a problem', async () => {
    const file = write('short.mjs', `${using}export default { ...parts, timeout: 1 }`)
    const { code, stdout } = await runProgram(['check', file], env, folder)
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /✖ invalid-value \(timeout\)\n {2}timeout must be .*\n {2}https:.*#invalid-value\n\n1 problem, no warnings\n$/,
    )
  })
})

it('takes the core of the project, not its own', { tags: ['thorough'] }, async () => {
  const project = makeFolder()
  mkdirSync(`${project.folder}/node_modules/@devicegrant/core`, { recursive: true })
  const manifest = { name: '@devicegrant/core', type: 'module', exports: './index.js' }
  writeFileSync(`${project.folder}/node_modules/@devicegrant/core/package.json`, JSON.stringify(manifest))
  writeFileSync(
    `${project.folder}/node_modules/@devicegrant/core/index.js`,
    `import { createDeviceGrant as create } from '${built('core/dist/index.js')}'
export const createDeviceGrant = (options) => create({ ...options, baseUrl: options.issuer + '/of-the-project' })`,
  )
  const file = project.write('grant.mjs', `import { parts } from '${folder}/parts.mjs'\nexport default parts`)
  const { stdout } = await runProgram(['check', file, '--json'], env)
  rmSync(project.folder, { recursive: true })
  expect(JSON.parse(stdout).served).toMatchObject({ baseUrl: 'https://login.example.com/of-the-project' })
})
