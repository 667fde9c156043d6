import { createDeviceGrant } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createStepUp, demoLevel, vaultRule } from './step-up.js'

const issuer = 'http://127.0.0.1:3000'
const page = '/device'
const now = 1_767_225_600_000
const asking = {
  subject: 'alice',
  sessionId: 'one',
  authenticatedAt: now,
  clientId: 'demo-cli',
  scope: ['read'],
  wanted: [demoLevel],
  amr: ['pwd', 'otp'],
}
const request = { method: 'GET', url: `${issuer}/demo/vault`, authorization: undefined, body: undefined }

const ticketIn = (verdict: unknown) =>
  /\/demo\/step-up\/([\w-]{22})$/.exec(Reflect.get(Object(verdict), 'stepUpUrl'))?.[1] ?? ''

async function vault(): Promise<
  ReturnType<typeof createStepUp> & {
    readonly get: (path: string, name?: string, authorization?: string) => Promise<unknown>
  }
> {
  const host = createFakeHost({ issuer })
  const stepUp = createStepUp(issuer, page)
  const tokens = createJwtIssuer({ keys: [await generateSigningKey()] })
  const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), tokens })
  const routes = stepUp.routes(grant.bearer({ authentication: vaultRule }))
  return {
    ...stepUp,
    async get(path, name = '', authorization) {
      const route = routes.find((one) => one.path === path)
      return route?.respond({ ...request, name, authorization })
    },
  }
}

describe('the step-up of the demo', () => {
  it('knows one level, and reaches it for one session by one visit', async () => {
    const { assurance, get } = await vault()
    expect(await assurance({ ...asking, wanted: ['urn:example:other'] })).toBe('unreachable')
    const ticket = ticketIn(await assurance({ ...asking, returnTo: '/device/confirm?user_code=A' }))
    const visited = await get('/demo/step-up/:name', ticket)
    expect(visited).toMatchObject({ status: 303, headers: { Location: '/device/confirm?user_code=A' } })
    expect(await assurance(asking)).toEqual({ met: demoLevel, amr: ['pwd', 'otp', 'user'] })
    expect(ticketIn(await assurance({ ...asking, sessionId: 'two' }))).not.toBe('')
  })

  it('leads to the page if the request names no place, and knows no other ticket', async () => {
    const { assurance, get } = await vault()
    const visited = await get('/demo/step-up/:name', ticketIn(await assurance(asking)))
    expect(visited).toMatchObject({ headers: { Location: page } })
    expect(await get('/demo/step-up/:name', 'guess')).toMatchObject({ status: 404 })
  })

  it('forgets the oldest request first', async () => {
    const { assurance, get } = await vault()
    const first = ticketIn(await assurance(asking))
    for (let count = 0; count < 1_000; count++) await assurance({ ...asking, sessionId: `session ${count}` })
    expect(await get('/demo/step-up/:name', first)).toMatchObject({ status: 404 })
  })

  it('has a vault that names what to ask for', async () => {
    const { get } = await vault()
    expect(await get('/demo/vault')).toMatchObject({ status: 401 })
  })
})
