import { test } from 'node:test'
import { createManualClock, familyStoreCases, storeCases } from '@devicegrant/testing'
import { createPostgresFamilyStore, createPostgresStore, createTables, openDatabase } from './postgres/index.js'

const database = await openDatabase(process.env.DATABASE_URL)
let schemas = 0
const lay = (create, { id, law, needs, run }) => {
  const clock = createManualClock()
  const createStore = async () => {
    const place = { database, clock, schema: `stranger_${schemas++}` }
    await createTables(place)
    return create(place)
  }
  const skip = needs?.startsWith('create') && `this server offers no ${needs}`
  test(`${id}: a store ${law}`, { skip }, () => run({ ...clock, createStore }))
}
for (const each of storeCases) lay(createPostgresStore, each)
for (const each of familyStoreCases) lay(createPostgresFamilyStore, each)
test('the end', () => database.close())
