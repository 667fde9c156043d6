import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { examples, http2Mounts, mounts, openFetch, openHttp2Server, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

// What fails in a door or an adapter is answered in JSON and reported, whatever the framework would have done with it.

const host = createFakeHost()
const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })

/** Never rejects, says the contract. */
const failing: DeviceGrant = { ...grant, handler: () => Promise.reject(new Error('of the test')) }

/** HTTP has no header with a line break. HTTP/2 leaves it out without a word. */
const unwritable: DeviceGrant = {
  ...grant,
  handler: async () => ({ status: 200, headers: { 'X-Wrong': 'a\nb' }, body: '{}' }),
}

const ofHttp1 = [
  ...Object.entries({ ...mounts, ...examples }).map(([name, mount]) => ({
    name,
    open: (served: DeviceGrant) => openServer(mount(served)),
  })),
  { name: 'fetch', open: async (served: DeviceGrant) => openFetch(served, host.options.issuer) },
]
const ofHttp2 = Object.entries(http2Mounts).map(([name, mount]) => ({
  name,
  open: (served: DeviceGrant) => openHttp2Server(mount(served)),
}))

const cases = [
  ...[...ofHttp1, ...ofHttp2].map(({ name, open }) => ({
    what: 'a handler that rejects',
    name,
    open,
    served: failing,
  })),
  ...ofHttp1.map(({ name, open }) => ({ what: 'an answer that cannot be written', name, open, served: unwritable })),
]

describe('what fails in a door', () => {
  it.each(cases)('is a server_error in JSON, and is reported: $what in $name', async ({ open, served }) => {
    const door = await open(served)
    const before = host.faults.length
    const response = await door.send({ method: 'POST', path: '/token', headers: [] })
    expect(response.status).toBe(500)
    expect(bodyOf(response)).toMatchObject({ error: 'server_error' })
    const types = response.headers.filter(([name]) => name.toLowerCase() === 'content-type')
    expect(types.map(([, value]) => value)).toEqual(['application/json'])
    expect(response.headers.map(([name]) => name.toLowerCase())).not.toContain('x-wrong')
    expect(host.faults.length).toBe(before + 1)
    await door.close()
  })
})
