import { once } from 'node:events'
import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createNodeServer } from '../examples/custom-server/src/node.js'

const grant = createDeviceGrant({
  ...createFakeHost().options,
  stores: createMemoryStores(),
})

describe('the example on node:http', () => {
  it('serves ours, its own, and nothing else', async () => {
    const server = createNodeServer(grant).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const statuses = ['/.well-known/oauth-authorization-server', '/hello', '/elsewhere'].map(
      async (path) => (await fetch(base + path)).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 404])
    server.close()
    server.closeAllConnections()
  })
})
