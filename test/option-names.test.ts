import { koaMiddleware } from '@devicegrant/adapter-koa'
import { ConfigurationError, createDeviceGrant } from '@devicegrant/core'
import {
  createMemoryFamilyStore,
  createMemoryJtiStore,
  createMemoryStore,
  createMemoryStores,
} from '@devicegrant/store-memory'
import { openRedisStores } from '@devicegrant/store-redis'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'

// An option with a spelling mistake is no option: every package says so, and which one was meant.

const clock = { now: () => 0 }
const grant = createDeviceGrant({ ...createFakeHost().options, stores: createMemoryStores({ clock }) })
const connection = { send: () => Promise.reject(new Error('nothing is sent')) }

describe('a name that is no option', () => {
  it.each<[string, () => unknown, string]>([
    ['createMemoryStores', () => createMemoryStores(Object.assign({ clock }, { clok: 1 })), 'clok'],
    ['createMemoryStore', () => createMemoryStore(Object.assign({ clock }, { capactiy: 1 })), 'capactiy'],
    ['createMemoryFamilyStore', () => createMemoryFamilyStore(Object.assign({ clock }, { Capacity: 1 })), 'Capacity'],
    ['createMemoryJtiStore', () => createMemoryJtiStore(Object.assign({ clock }, { clocks: 1 })), 'clocks'],
    ['koaMiddleware', () => koaMiddleware(grant, Object.assign({ prefix: '' }, { path: '/a' })), 'path'],
  ])('is refused by %s', (owner, create, name) => {
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(`${name} is not an option of ${owner}: `)
  })

  it('is refused by openRedisStores, before anything is sent', async () => {
    const opening = openRedisStores(Object.assign({ connection }, { durabilty: 'strict' }))
    await expect(opening).rejects.toThrow(ConfigurationError)
    await expect(opening).rejects.toThrow('durabilty is not an option of openRedisStores: did you mean durability?')
  })
})
