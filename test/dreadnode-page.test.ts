import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { parse } from 'node-html-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, tongues } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { setCookiesOf } from './dreadnode-caller.js'
import { alice, formType } from './flow.js'
import { bodyOf } from './support/json.js'

// The verification page of the envelope dialect, at the address that its published clients open.

const bob = { username: 'bob', password: 'a quiet rivière under seven bridges' }

let host: FakeHost
let door: OpenDoor

beforeEach(async () => {
  const world = createDialectHost()
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
})

afterEach(() => door.close())

const { begin, poll, send } = createDialectFlow(
  () => door,
  () => tongues.dreadnode,
)

describe('the page', () => {
  /** A browser that has signed in on the way to the confirm step of a code. */
  async function confirm(userCode: string, account = alice) {
    const cookies = new Map<string, string>()
    const go = async (method: string, path: string, fields?: Readonly<Record<string, string>>) => {
      const cookie = ['Cookie', [...cookies].map((pair) => pair.join('=')).join('; ')] as const
      const body = fields && { body: String(new URLSearchParams(fields)) }
      const response = await send({ method, path, headers: [cookie, ...(fields ? [formType] : [])], ...body })
      for (const [name, { value }] of Object.entries(setCookiesOf(response))) cookies.set(name, value)
      return response
    }
    const address = `/account/device/confirm?code=${userCode}`
    const csrf = inputs(await go('GET', address)).find(({ name }) => name === 'csrf')?.value ?? ''
    await go('POST', '/account/device/sign-in', { ...account, user_code: userCode, csrf })
    const page = await go('GET', address)
    const ticket = inputs(page).find(({ name }) => name === 'ticket')?.value ?? ''
    const decide = (more: Readonly<Record<string, string>>) =>
      go('POST', '/account/device/confirm', { user_code: userCode, ticket, decision: 'approve', ...more })
    return { page, decide }
  }

  const inputs = ({ body }: AuditResponse) =>
    parse(body)
      .querySelectorAll('input')
      .map(({ attributes: { name, value, type, checked } }) => ({ name, value, type, checked: checked !== undefined }))
  const radios = (page: AuditResponse) => inputs(page).filter(({ type }) => type === 'radio')

  it('takes the code of its address along, as the published clients open it', async () => {
    const { userCode } = await begin()
    const page = await send({ method: 'GET', path: `/account/device?code=${userCode}`, headers: [] })
    expect(inputs(page)).toContainEqual({ name: 'user_code', value: userCode, type: 'hidden', checked: false })
    expect(page.body).not.toContain('Dreadnode CLI')
    const other = await send({ method: 'GET', path: `/account/device?user_code=${userCode}`, headers: [] })
    expect(other.body).not.toContain(userCode)
  })

  it('asks for one of several organizations, and links the one that is chosen', async () => {
    const { deviceCode, userCode } = await begin()
    const { page, decide } = await confirm(userCode)
    expect(radios(page)).toEqual([
      { name: 'organisation', value: 'acme', type: 'radio', checked: true },
      { name: 'organisation', value: 'globex', type: 'radio', checked: false },
    ])
    expect((await decide({ organisation: 'globex' })).status).toBe(200)
    const response = await poll(deviceCode)
    expect(bodyOf(response).default_org).toEqual({ key: 'globex', name: 'Globex' })
    expect(host.issued.at(-1)).toMatchObject({ organization: 'globex' })
  })

  it('accepts no organization of another person, and decides nothing then', async () => {
    const { deviceCode, userCode } = await begin()
    const { page, decide } = await confirm(userCode, bob)
    expect(radios(page)).toEqual([])
    expect((await decide({ organisation: 'acme' })).status).toBeGreaterThanOrEqual(400)
    expect((await poll(deviceCode)).status).toBe(401)
    expect((await decide({})).status).toBe(200)
    expect(bodyOf(await poll(deviceCode))).toMatchObject({ orgs: [], default_org: null })
  })

  it('denies, whatever is chosen with it', async () => {
    const { deviceCode, userCode } = await begin()
    const { decide } = await confirm(userCode)
    expect((await decide({ organisation: 'umbrella', decision: 'deny' })).status).toBe(200)
    expect((await poll(deviceCode)).status).toBe(403)
  })
})
