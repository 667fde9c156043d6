import { expect, it, vi } from 'vitest'
import { openStores } from './open-stores.js'
import { readSettings } from './settings.js'

const loaded = vi.hoisted(() => new Set<string>())

vi.mock('ioredis', (original) => {
  loaded.add('ioredis')
  return original()
})
vi.mock('@devicegrant/example-custom-store-postgres', (original) => {
  loaded.add('PostgreSQL')
  return original()
})

async function open(environment: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings(environment)
  if ('length' in settings) throw new Error(settings.join('\n'))
  const stores = await openStores(settings, 'a secret that everybody may know, since it is for tests')
  await stores.close()
}

it('loads a database only if the settings name one', async () => {
  for (const framework of ['express', 'koa', 'node']) await open({ FRAMEWORK: framework })
  expect([...loaded]).toEqual([])
  // Nothing listens on port 1: the PostgreSQL client is loaded, and cannot connect.
  await expect(open({ FRAMEWORK: 'node', DATABASE_URL: 'postgres://127.0.0.1:1/none' })).rejects.toThrow()
  expect([...loaded]).toEqual(['PostgreSQL'])
})
