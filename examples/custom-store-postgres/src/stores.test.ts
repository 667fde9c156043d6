// @module-tag thorough
import {
  createManualClock,
  familyStoreCases,
  jtiStoreCases,
  limitStoreCases,
  sampleAuthorization,
  sampleCodes,
  storeCases,
} from '@devicegrant/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPostgresFamilyStore,
  createPostgresJtiStore,
  createPostgresLimitStore,
  createPostgresStore,
  createPostgresStores,
  createTables,
  type Database,
  forget,
  type OpenDatabase,
  openDatabase,
  type PostgresStoreOptions,
} from './index.js'

// The tests run on PGlite, or with DATABASE_URL on a PostgreSQL server. Each test drops its schemas.
const schemas: string[] = []
let database: OpenDatabase

beforeAll(async () => {
  database = await openDatabase(process.env['DATABASE_URL'])
})
afterAll(async () => {
  for (const schema of schemas) await database.query(`DROP SCHEMA "${schema}" CASCADE`, [])
  await database.close()
})

const unreachable: Database = { query: () => Promise.reject(new Error('the database is out of reach')) }

async function freshOptions(clock = createManualClock()) {
  const schema = `devicegrant test ${process.pid} ${schemas.length}`
  schemas.push(schema)
  const options = { database, schema, clock }
  await createTables(options)
  return options
}

function subjectOf<Store>(create: (options: PostgresStoreOptions) => Store) {
  const clock = createManualClock()
  return {
    ...clock,
    createStore: async () => create(await freshOptions(clock)),
    async createTwins() {
      const options = await freshOptions(clock)
      return [create(options), create(options)] as const
    },
    createFailingStore: () => create({ database: unreachable, clock }),
  }
}

describe('device authorizations in PostgreSQL', () => {
  it.each(storeCases)('$id: a store $law', ({ run }) => run(subjectOf(createPostgresStore)))
})

describe('token families in PostgreSQL', () => {
  it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOf(createPostgresFamilyStore)))
})

describe('used names in PostgreSQL', () => {
  it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOf(createPostgresJtiStore)))
})

describe('tries in PostgreSQL', () => {
  it.each(limitStoreCases)('$id: a store $law', ({ run }) => run(subjectOf(createPostgresLimitStore)))

  const rate = { kind: 'rate', burst: 1, every: 1_000 } as const
  const streak = { kind: 'streak', free: 0, first: 1_000, ceiling: 60_000, remember: 60_000 } as const

  it('have all tries of a rule of the other kind, and nothing of it to settle', async () => {
    const options = await freshOptions()
    const store = createPostgresLimitStore(options)
    const at = options.clock.now()
    expect(await store.reserve('name', streak, at)).toEqual({ granted: true, used: 1 })
    await store.settle('name', rate, 'refund', at)
    expect(await store.reserve('name', rate, at)).toEqual({ granted: true, used: 1 })
    await store.settle('name', streak, 'refund', at)
    expect(await store.reserve('name', rate, at)).toEqual({ granted: false, until: at + 1_000 })
    expect(await store.reserve('name', streak, at)).toEqual({ granted: true, used: 1 })
    expect(await store.reserve('name', streak, at)).toEqual({ granted: false, until: at + 1_000 })
  })

  it('wait for the ceiling after any number of failures', async () => {
    const options = await freshOptions()
    const store = createPostgresLimitStore(options)
    const at = options.clock.now()
    await store.reserve('name', streak, at)
    await options.database.query(`UPDATE "${options.schema}".limits SET failures = 5000, free_at = 0`, [])
    expect(await store.reserve('name', streak, at)).toEqual({ granted: true, used: 5_001 })
    expect(await store.reserve('name', streak, at)).toEqual({ granted: false, until: at + 60_000 })
  })
})

it('are the option `stores` of a device grant, all in one schema and with its clock', async () => {
  const options = await freshOptions()
  const { authorizations, families, jtis, limits, clock } = createPostgresStores(options)
  expect(clock).toBe(options.clock)
  expect(await authorizations.create(sampleAuthorization(clock.now()))).toBe('created')
  expect(await createPostgresStore(options).create(sampleAuthorization(clock.now()))).toBe('userCodeTaken')
  expect(await families.find('unknown')).toBeUndefined()
  expect(await jtis.use('name', clock.now() + 1)).toBe(true)
  expect(await createPostgresJtiStore(options).use('name', clock.now() + 1)).toBe(false)
  const once = { kind: 'rate', burst: 1, every: 1_000 } as const
  expect(await limits.reserve('name', once, clock.now())).toMatchObject({ granted: true })
  expect(await createPostgresLimitStore(options).reserve('name', once, clock.now())).toMatchObject({ granted: false })
})

describe('the tables in PostgreSQL', () => {
  const rowsOf = async ({ database, schema }: PostgresStoreOptions, table: string) =>
    (await database.query(`SELECT * FROM "${schema}".${table}`, [])).rows.length

  it('creates the tables only once', async () => {
    const options = await freshOptions()
    await createPostgresStore(options).create(sampleAuthorization(options.clock.now()))
    await createTables(options)
    expect(await rowsOf(options, 'device_authorizations')).toBe(1)
  })

  it('deletes only expired rows', async () => {
    const options = await freshOptions()
    const { clock } = options
    const store = createPostgresStore(options)
    const old = sampleAuthorization(clock.now())
    await store.create(old)
    clock.set(old.forgetAt - 1)
    await forget(options)
    expect(await rowsOf(options, 'device_authorizations')).toBe(1)
    await store.create(sampleAuthorization(clock.now(), sampleCodes(2)))
    clock.advance(1)
    await forget(options)
    expect(await rowsOf(options, 'device_authorizations')).toBe(1)
    expect(await store.find(sampleCodes(2).userCode)).toBeDefined()
  })

  it('keeps a NUL, half of a surrogate pair, and the order of members, which jsonb would not', async () => {
    const options = await freshOptions()
    const store = createPostgresStore(options)
    const odd = sampleAuthorization(options.clock.now(), { requester: { label: '\0 \ud800', ip: '192.0.2.1' } })
    await store.create(odd)
    const kept = (await store.find(odd.userCode))?.authorization
    expect(JSON.stringify(kept)).toBe(JSON.stringify(odd))
  })
})
