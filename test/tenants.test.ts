import { expressMiddleware } from '@devicegrant/adapter-express'
import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { express5, type OpenDoor, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

const tenants = ['acme', 'globex']
let door: OpenDoor

beforeAll(async () => {
  const app = express5()
  for (const tenant of tenants) {
    const host = createFakeHost({ issuer: `http://127.0.0.1:3000/${tenant}` })
    const middleware = expressMiddleware(
      createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) }),
    )
    app.use(`/${tenant}`, middleware)
    app.get(`/.well-known/oauth-authorization-server/${tenant}`, middleware)
  }
  door = await openServer(app)
})
afterAll(() => door.close())

const post = (path: string, fields: Record<string, string>) =>
  door.send({
    method: 'POST',
    path,
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: String(new URLSearchParams({ client_id: 'fake-cli', ...fields })),
  })

describe('two device grants on one host', () => {
  it('have metadata of their own', async () => {
    for (const tenant of tenants) {
      const path = `/.well-known/oauth-authorization-server/${tenant}`
      const { issuer } = bodyOf(await door.send({ method: 'GET', path, headers: [] }))
      expect(issuer).toBe(`http://127.0.0.1:3000/${tenant}`)
    }
  })

  it('do not know each other’s codes', async () => {
    const { device_code: code } = bodyOf(await post('/acme/device_authorization', {}))
    const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: String(code) }
    expect(bodyOf(await post('/globex/token', poll))['error']).toBe('invalid_grant')
    expect(bodyOf(await post('/acme/token', poll))['error']).toBe('authorization_pending')
  })

  it('do not sign people out of each other', async () => {
    const names = tenants.map(async (tenant) => {
      const { headers } = await door.send({ method: 'GET', path: `/${tenant}/device/sign-in`, headers: [] })
      return headers.find(([name]) => name.toLowerCase() === 'set-cookie')?.[1].split('=')[0]
    })
    const [acme, globex] = await Promise.all(names)
    expect(acme).toMatch(/^devicegrant-session-[\w-]{16}$/)
    expect(globex).toMatch(/^devicegrant-session-[\w-]{16}$/)
    expect(acme).not.toBe(globex)
  })
})
