import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { familyStoreCases, jtiStoreCases, limitStoreCases, storeCases } from '@devicegrant/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFolder, runProgram } from '../../test-support/cli.js'
import type { LawResult } from './report.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const built = (path: string) => new URL(`../../../${path}`, import.meta.url).href
const secret = 'planted-7secret-of-the-check-0123456789'
const password = 'planted-password'
const env = { STORE_SECRET: secret, REDIS_URL: `redis://:${password}@db.example:6379` }

const memory = `import * as memory from '${built('store-memory/dist/index.js')}'
import { createManualClock } from '${built('testing/dist/index.js')}'
const clock = createManualClock()
`
const usedNames = (use: string) => `export const jtis = () => {
  const seen = new Set()
  const isFirst = (name) => !seen.has(name) && Boolean(seen.add(name))
  let running = 0
  return { use: ${use} }
}
`

/** Tries the laws on the stores of a module with this text, and returns the report. */
async function checkStore(name: string, text: string, ...flags: readonly string[]) {
  const { code, stdout, stderr } = await runProgram(['check-store', write(name, text), '--json', ...flags], env, folder)
  expect(stdout + stderr).not.toContain(secret)
  expect(stdout + stderr).not.toContain(password)
  expect(stderr).toBe('')
  const report = JSON.parse(stdout)
  const results: readonly LawResult[] = report.results
  const idsOf = (outcome: LawResult['outcome']) => results.filter((one) => one.outcome === outcome).map(({ id }) => id)
  return { code, report, results, failed: idsOf('failed'), skipped: idsOf('skipped') }
}

const idsOf = (cases: readonly { readonly id: string; readonly needs?: string }[], ...offered: readonly string[]) =>
  cases.filter(({ needs }) => needs !== undefined && !offered.includes(needs)).map(({ id }) => id)

describe('good stores', () => {
  const all = [storeCases, familyStoreCases, jtiStoreCases, limitStoreCases].flat()

  it('pass all laws, in turn, and skip what the module does not offer', async () => {
    const text = `${memory}export default { ...clock, createStore: () => memory.createMemoryStores({ clock }) }`
    const { code, report, results, failed, skipped } = await checkStore('memory.mjs', text)
    expect(failed).toEqual([])
    expect(results.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(skipped).toEqual(idsOf(all, 'advance'))
    expect(report).toMatchObject({ ok: true, failed: 0, skipped: skipped.length, problems: [] })
    expect(report.passed).toBe(all.length - skipped.length)
    expect(results[0]).toEqual({
      store: 'authorizations',
      id: 'create-finds-by-both-codes',
      law: storeCases[0]?.law,
      outcome: 'passed',
      milliseconds: expect.any(Number),
    })
    expect(results.find(({ outcome }) => outcome === 'skipped')).toMatchObject({
      message: 'the export default has no createTwins',
      milliseconds: 0,
    })
    expect(code).toBe(0)
  })

  it.each([
    [
      'a function by name',
      'b.mjs',
      `${memory}export const families = () => memory.createMemoryFamilyStore()`,
      familyStoreCases,
    ],
    [
      'a subject whose functions use this',
      'd.mjs',
      `${memory}class Subject {
  start = 5_000_000
  now() { return this.start }
  async createStore() { return (await import('${built('store-memory/dist/index.js')}')).createMemoryStore({ clock: this }) }
}
export const authorizations = new Subject()`,
      storeCases,
    ],
    [
      'CommonJS',
      'e.cjs',
      `const load = () => import('${built('store-memory/dist/index.js')}')
module.exports = { ['jt' + 'is']: async () => (await load()).createMemoryJtiStore() }`,
      jtiStoreCases,
    ],
  ])('are made by %s', { tags: ['thorough'] }, async (_, name, text, cases) => {
    const { code, results, skipped } = await checkStore(name, text)
    expect(results).toHaveLength(cases.length)
    expect(skipped).toEqual(idsOf(cases))
    expect(code).toBe(0)
  })

  it('may come from a package that this folder can import, and clean up at the end', async () => {
    const place = `${folder}/node_modules/my-stores`
    mkdirSync(place, { recursive: true })
    const manifest = { name: 'my-stores', type: 'module', exports: { './laws': { import: './laws.js' } } }
    writeFileSync(`${place}/package.json`, JSON.stringify(manifest))
    const text = `${usedNames('async (name) => isFirst(name)')}
export async function cleanUp() { throw new Error('no DROP at ' + process.env.REDIS_URL) }`
    writeFileSync(`${place}/laws.js`, text)
    const { code, stdout } = await runProgram(['check-store', 'my-stores/laws', '--json'], env, folder)
    expect(JSON.parse(stdout)).toMatchObject({
      module: 'my-stores/laws',
      failed: 0,
      problems: [
        {
          code: 'clean-up-failed',
          message: 'cleanUp of the module failed: no DROP at redis://[hidden]@db.example:6379',
        },
      ],
    })
    expect(code).toBe(1)
    const { code: other, stderr } = await runProgram(['check-store', 'my-stores/gone'], env, folder)
    expect(stderr).toContain('there is no file my-stores/gone, and no package of this name')
    expect(other).toBe(2)
  })

  it('may print, listen and keep timers', { tags: ['thorough'] }, async () => {
    const text = `import { createServer } from 'node:http'
console.log(process.env.STORE_SECRET)
createServer().listen(0, '127.0.0.1'); setInterval(() => {}, 1000); process.send({ kind: 'unheard-of' })
${usedNames('async (name) => { console.error(name); return isFirst(name) }')}`
    expect(await checkStore('open.mjs', text)).toMatchObject({ code: 0, failed: [] })
  })
})

describe('a store that breaks a law', () => {
  it('fails exactly those that it breaks, with what was seen', async () => {
    const text = `${memory}export const authorizations = () => {
  const { create, recordPoll, find, replace } = memory.createMemoryStore({ clock })
  return { create, recordPoll, find, replace: (seen, next) => replace(seen, { ...seen.authorization, ...next }) }
}
${usedNames('async (name) => { const known = seen.has(name); await null; seen.add(name); return !known }')}`
    const { code, results, failed } = await checkStore('broken.mjs', text)
    expect(failed).toEqual(['replace-drops-what-next-lacks', 'replace-refuses-a-stale-read', 'use-race-has-one-winner'])
    expect(results.find(({ id }) => id === 'use-race-has-one-winner')?.message).toBe(
      `A store MUST return true to exactly one of any number of uses of the same name at the same time.
Seen: 50 of 50 uses at the same time counted as the first
In production: a client assertion that is sent twice at once signs in twice.`,
    )
    expect(code).toBe(1)
  })

  it('fails with the line that threw, without secrets', async () => {
    const text = `function connect() {
  throw new Error('no way to ' + process.env.REDIS_URL + ' with ' + process.env.STORE_SECRET)
}
export const jtis = () => ({ use: async () => connect() })`
    const { results, failed } = await checkStore('throws-later.mjs', text)
    expect(failed).toEqual(jtiStoreCases.filter(({ needs }) => needs === undefined).map(({ id }) => id))
    expect(results[0]?.message).toContain(
      'Seen: it failed altogether: Error: no way to redis://[hidden]@db.example:6379 with [hidden]\n',
    )
    expect(results[0]?.message).toMatch(/\nAt: throws-later\.mjs:2:9$/)
  })

  it('hears that its subject makes something else', { tags: ['thorough'] }, async () => {
    const subject = `export const { jtis: createStore } = { jtis: () => ({ use: async () => true }) }
export const jtis = { createStore, createTwins: () => undefined, createFailingStore: () => 7 }`
    const { results } = await checkStore('others.mjs', subject)
    const messageOf = (id: string) => results.find((result) => result.id === id)?.message
    expect(messageOf('jti-twins-are-one-store')).toContain('createTwins must return an array with two stores')
    expect(messageOf('once-failure-rejects')).toContain('the subject made no store: it has no function use')
  })
})

describe('a store that brings down its process', () => {
  const races = 'use-race-has-one-winner'

  it.each([
    ['never settles', 'new Promise(() => {})', 'the store did not finish in time (5 s)'],
    ['blocks', '(() => { while (true); })()', 'the store did not finish in time (5 s)'],
    ['exits', 'process.exit(3)', 'the store ended the process with the code 3'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', 'a signal ended the process while the store was at work'],
    [
      'throws outside of its calls',
      'new Promise(() => setImmediate(() => { throw new Error(process.env.STORE_SECRET) }))',
      'the store threw an error that nothing catches, which ends a server: [hidden]',
    ],
  ])('because it %s fails that law, and the next law is tried', { tags: ['thorough'] }, async (_, breaks, seen) => {
    const use = `async (name) => {
    running += 1
    await null
    const isBusy = running > 1
    running -= 1
    return isBusy ? ${breaks} : isFirst(name)
  }`
    const { code, results, failed } = await checkStore('dies.mjs', usedNames(use), '--timeout', '5')
    const message = results.find(({ id }) => id === races)?.message
    expect(message).toContain(`A store ${jtiStoreCases.find(({ id }) => id === races)?.law}\nSeen: ${seen}`)
    expect(failed).toEqual([races])
    expect(results.map(({ id }) => id)).toEqual(jtiStoreCases.map(({ id }) => id))
    expect(code).toBe(1)
  })

  it('is given up after three laws in a row, and the next store is tried', async () => {
    const text = `${usedNames('async (name) => isFirst(name)')}
export const authorizations = () => ({ create: () => process.exit(), recordPoll() {}, find() {}, replace() {} })`
    const { results, failed } = await checkStore('gone.mjs', text)
    expect(failed).toEqual(storeCases.slice(0, 3).map(({ id }) => id))
    expect(results[3]).toMatchObject({
      outcome: 'skipped',
      message: 'not tried: 3 laws in a row hung or ended the process',
    })
    expect(results.filter(({ store }) => store === 'jtis')[0]).toMatchObject({ outcome: 'passed' })
  })

  it('may do so while it cleans up', { tags: ['thorough'] }, async () => {
    const good = usedNames('async (name) => isFirst(name)')
    const { code, report } = await checkStore('leaves.mjs', `${good}export const cleanUp = () => process.exit(4)`)
    expect(report.problems).toMatchObject([
      { code: 'clean-up-failed', message: 'cleanUp ended the process with the code 4' },
    ])
    expect(code).toBe(1)
  })
})

describe('a module with a problem', () => {
  it.each<[string, string, string, object]>([
    [
      'throws',
      'throws.mjs',
      'throw new Error("no way to " + process.env.REDIS_URL)',
      {
        code: 'module-failed',
        message: 'the module threw Error: no way to redis://[hidden]@db.example:6379',
        place: 'throws.mjs:1:7',
      },
    ],
    [
      'fails after its start',
      'event.mjs',
      'setImmediate(() => { throw new Error("away") })\nawait new Promise(() => {})',
      { code: 'module-failed', message: 'the module threw Error: away' },
    ],
    [
      'exits',
      'exits.mjs',
      'process.exit(3)',
      {
        code: 'module-exited',
        message: 'the module ended the process with the code 3 before its stores were ready',
      },
    ],
    [
      'exports nothing',
      'nothing.mjs',
      'export {}',
      { code: 'nothing-exported', message: expect.stringMatching(/^the module exports nothing\./) },
    ],
  ])('that %s hears why', async (_, name, text, problem) => {
    const { code, report } = await checkStore(name, text)
    expect(report).toMatchObject({ ok: false, results: [], problems: [expect.objectContaining(problem)] })
    expect(code).toBe(1)
  })

  it.each([
    ['awaits for ever', 'await new Promise(() => {})'],
    ['awaits for ever in its function', 'export default () => new Promise(() => {})'],
    ['loops for ever', 'while (true) {}'],
  ])('that %s does not hang the command', async (_, text) => {
    const { code, report } = await checkStore('hangs.mjs', text, '--timeout', '1')
    expect(report.problems).toMatchObject([{ code: 'module-hangs', message: expect.stringContaining('(1 s)') }])
    expect(code).toBe(1)
  })

  it('reads variables from a file', { tags: ['thorough'] }, async () => {
    const file = write('store.env', 'CONNECTION=from-the-file\n')
    const text = 'throw new Error(process.env.CONNECTION)'
    const { report } = await checkStore('variables.mjs', text, '--env-file', file)
    expect(report.problems).toMatchObject([{ message: 'the module threw Error: from-the-file' }])
  })
})

it('prints the laws of each store, what was seen, and a summary', async () => {
  write('text.mjs', usedNames('async (name) => !name.includes("*") && isFirst(name)'))
  const { code, stdout, stderr } = await runProgram(['check-store', 'text.mjs'], { ...env, TERM: 'xterm' }, folder)
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toMatchInlineSnapshot(`
    "text.mjs

    jtis
      ✓ first-use-is-accepted-once
      ✓ use-race-has-one-winner
      ✗ use-concerns-one-name
        A store MUST treat names that differ in any character as different.
        Seen: the first use of "*" was refused
        In production: an honest client is refused because another client has signed in.
      – uses-are-remembered-until-forget-at (the export jtis has no advance)
      ✓ jti-stores-are-strangers
      – jti-twins-are-one-store (the export jtis has no createTwins)
      – once-failure-rejects (the export jtis has no createFailingStore)

    The module does not export authorizations, families, limits.
    How to offer what the skipped laws need: https://github.com/devicegrant/devicegrant/blob/main/docs/write-a-store.md#4-the-five-laws-that-need-more
    7 laws: 3 passed, 1 failed, 3 skipped
    "
  `)
})
