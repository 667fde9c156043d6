import { describe, expect, it } from 'vitest'
import { createProofKey, mountDpop } from '../../../../test-support/dpop.js'
import { formRequest } from '../../../../test-support/http.js'

// RFC 9449 §5: the tokens are bound to the key of the request that gets them, which is the second one.

const alice = { username: 'alice', password: 'correct horse battery staple' }

async function mount() {
  const { passwordLogin } = (await mountDpop()).host.options
  const secondFactor = {
    methods: [{ name: 'sms', label: 'Code' }],
    needed: () => ['sms'],
    verify: ({ code }: { readonly code: string }) => code.startsWith('42'),
  } as const
  const world = await mountDpop({ passwordLogin: { ...passwordLogin, secondFactor } })
  const key = await createProofKey(world.host.clock)
  const proof = () => key.proof('POST', `${world.baseUrl}/login`)
  async function login(fields: Readonly<Record<string, string>>, dpop?: string) {
    const headers = dpop === undefined ? {} : { dpop }
    const response = await world.send(formRequest('/login', String(new URLSearchParams(fields)), headers))
    return { status: response.status, body: JSON.parse(response.body) }
  }
  return { key, proof, login }
}

describe('a login with a proof and a second factor', () => {
  it('gets tokens that are bound to the key of the second request', async () => {
    const { proof, login } = await mount()
    const { body: asked } = await login(alice, await proof())
    const done = await login({ ticket: asked.ticket, code: '4201' }, await proof())
    expect([done.status, done.body.token_type]).toEqual([200, 'DPoP'])
  })

  it('gets Bearer tokens if the second request has no proof', async () => {
    const { proof, login } = await mount()
    const { body: asked } = await login(alice, await proof())
    expect((await login({ ticket: asked.ticket, code: '4201' })).body.token_type).toBe('Bearer')
  })

  it('remembers no proof without a ticket, so that strangers cannot fill the store', async () => {
    const { proof, login } = await mount()
    const dpop = await proof()
    for (const _ of [1, 2]) expect((await login({ ticket: 'x', code: '4201' }, dpop)).body.error).toBe('invalid_ticket')
    const { body: asked } = await login(alice)
    expect((await login({ ticket: asked.ticket, code: '4201' }, dpop)).status).toBe(200)
  })

  it('refuses a proof that was used before, and the code can still be used', async () => {
    const { proof, login } = await mount()
    const [one, other] = [await login(alice), await login(alice)].map(({ body }) => body.ticket)
    const used = await proof()
    expect((await login({ ticket: one, code: '4201' }, used)).status).toBe(200)
    const refused = await login({ ticket: other, code: '4202' }, used)
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_dpop_proof'])
    expect((await login({ ticket: other, code: '4202' }, await proof())).status).toBe(200)
  })
})
