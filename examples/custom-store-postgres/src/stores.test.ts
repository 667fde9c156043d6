// @module-tag thorough
import {
  createManualClock,
  familyStoreCases,
  jtiStoreCases,
  sampleAuthorization,
  sampleCodes,
  storeCases,
} from '@devicegrant/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPostgresFamilyStore,
  createPostgresJtiStore,
  createPostgresStore,
  createPostgresStores,
  createTables,
  type Database,
  forget,
  type OpenDatabase,
  openDatabase,
  type Place,
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

async function freshPlace(clock = createManualClock()) {
  const schema = `devicegrant test ${process.pid} ${schemas.length}`
  schemas.push(schema)
  const place = { database, schema, clock }
  await createTables(place)
  return place
}

function subjectOf<Store>(create: (place: Place) => Store) {
  const clock = createManualClock()
  return {
    ...clock,
    createStore: async () => create(await freshPlace(clock)),
    async createTwins() {
      const place = await freshPlace(clock)
      return [create(place), create(place)] as const
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

it('are the option `stores` of a device grant, all in one place and with its clock', async () => {
  const place = await freshPlace()
  const { authorizations, families, jtis, clock } = createPostgresStores(place)
  expect(clock).toBe(place.clock)
  expect(await authorizations.create(sampleAuthorization(clock.now()))).toBe('created')
  expect(await createPostgresStore(place).create(sampleAuthorization(clock.now()))).toBe('userCodeTaken')
  expect(await families.find('unknown')).toBeUndefined()
  expect(await jtis.use('name', clock.now() + 1)).toBe(true)
  expect(await createPostgresJtiStore(place).use('name', clock.now() + 1)).toBe(false)
})

describe('the tables in PostgreSQL', () => {
  const rowsOf = async ({ database, schema }: Place, table: string) =>
    (await database.query(`SELECT * FROM "${schema}".${table}`, [])).rows.length

  it('creates the tables only once', async () => {
    const place = await freshPlace()
    await createPostgresStore(place).create(sampleAuthorization(place.clock.now()))
    await createTables(place)
    expect(await rowsOf(place, 'device_authorizations')).toBe(1)
  })

  it('deletes only expired rows', async () => {
    const place = await freshPlace()
    const { clock } = place
    const store = createPostgresStore(place)
    const old = sampleAuthorization(clock.now())
    await store.create(old)
    clock.set(old.forgetAt - 1)
    await forget(place)
    expect(await rowsOf(place, 'device_authorizations')).toBe(1)
    await store.create(sampleAuthorization(clock.now(), sampleCodes(2)))
    clock.advance(1)
    await forget(place)
    expect(await rowsOf(place, 'device_authorizations')).toBe(1)
    expect(await store.find(sampleCodes(2).userCode)).toBeDefined()
  })

  it('keeps a NUL, half of a surrogate pair, and the order of members, which jsonb would not', async () => {
    const place = await freshPlace()
    const store = createPostgresStore(place)
    const odd = sampleAuthorization(place.clock.now(), { requester: { label: '\0 \ud800', ip: '192.0.2.1' } })
    await store.create(odd)
    const kept = (await store.find(odd.userCode))?.authorization
    expect(JSON.stringify(kept)).toBe(JSON.stringify(odd))
  })
})
