import { createMemoryStores } from '@devicegrant/store-memory'
import { ampleCaps, createFakeHost, type FakeHost, sampleCodes, sampleFamily } from '@devicegrant/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeviceGrant, type DeviceGrant } from '../../compose/create-device-grant.js'
import type { HttpResponse } from '../../http/message.js'

// The page of linked devices when the list is long, and when the store cannot return it.

let host: FakeHost
let stores: ReturnType<typeof createMemoryStores>
let grant: DeviceGrant
let cookie: string

beforeEach(async () => {
  cookie = ''
  host = createFakeHost()
  stores = createMemoryStores({ clock: host.clock })
  grant = createDeviceGrant({ ...host.options, stores })
  const [{ username, password }] = host.fixtures.accounts
  const form = await get('/device/sign-in')
  cookie = cookieOf(form)
  const fields = { csrf: fieldOf(form, 'csrf'), step: '/linked', username, password }
  cookie = cookieOf(await post('/device/sign-in', fields))
})

async function send(method: string, path: string, body = ''): Promise<HttpResponse> {
  const [pathOnly = '', query = ''] = path.split('?')
  const headers = { origin: host.options.issuer, cookie, 'content-type': 'application/x-www-form-urlencoded' }
  const bytes = new TextEncoder().encode(body)
  const response = await grant.handler({
    method,
    path: pathOnly,
    query,
    headers,
    body: { kind: 'stream', read: async () => bytes },
  })
  if (response === undefined) throw new Error(`${path} is not served`)
  return response
}

const get = (path: string) => send('GET', path)
const post = (path: string, fields: Readonly<Record<string, string>>) =>
  send('POST', path, String(new URLSearchParams(fields)))

function cookieOf({ headers }: HttpResponse): string {
  return String(headers['Set-Cookie']).split(';')[0] ?? ''
}

function fieldOf({ body }: HttpResponse, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
}

function linkOf({ body }: HttpResponse, text: string): string | undefined {
  return new RegExp(`<a href="([^"]*)"[^>]*>${text}`).exec(body)?.[1]
}

async function addGrants(count: number): Promise<void> {
  const now = host.clock.now()
  // A store knows each account by the issuer and the subject.
  const subject = `${host.options.issuer} fake-subject-of-alice`
  for (let nth = 0; nth < count; nth++) {
    const facts = { grantId: sampleCodes(nth).grantId, subject, clientId: 'fake-cli' }
    await stores.families.create(sampleFamily(now - 1_000, { ...facts, lastUsedAt: now - nth }), ampleCaps)
  }
}

const cards = ({ body }: HttpResponse) => body.split('/device/linked/unlink?device=').length - 1

it('shows fifty devices on a page, with links to the next page and back', async () => {
  await addGrants(120)
  const sizes: number[] = []
  let page = await get('/device/linked')
  expect(linkOf(page, 'Back')).toBeUndefined()
  for (let next = linkOf(page, 'Show'); ; next = linkOf(page, 'Show')) {
    sizes.push(cards(page))
    expect(linkOf(page, 'Unlink all devices')).toBe('/device/linked/unlink?everything=1')
    if (next === undefined) break
    page = await get(next)
  }
  expect(sizes).toEqual([50, 50, 20])
  expect(linkOf(page, 'Back')).toBe('/device/linked')
})

it.each(['', 'nonsense', `${'x'.repeat(43)}.1e99`, '%00'])(
  'begins at the start when the cursor is not valid: %s',
  async (place) => {
    await addGrants(60)
    const page = await get(`/device/linked?after=${place}`)
    expect([page.status, cards(page)]).toEqual([200, 50])
  },
)

it('offers to unlink everything when the list cannot be read, reports the fault, and unlinks', async () => {
  await addGrants(3)
  vi.spyOn(stores.families, 'listBySubject').mockRejectedValue(new Error('the list is too long for this database'))
  const page = await get('/device/linked')
  expect(page.status).toBe(503)
  expect(page.headers['Retry-After']).toBe('1')
  expect(page.body).toContain('The list cannot be shown right now')
  expect(page.body).not.toContain('No device is linked')
  expect(host.faults).toMatchObject([{ during: 'listing linked devices' }])
  const question = await get(linkOf(page, 'Unlink all devices') ?? '')
  const ended = await post('/device/linked/unlink', { csrf: fieldOf(question, 'csrf'), everything: '1' })
  expect([ended.status, ended.body.includes('Every device is unlinked')]).toEqual([200, true])
})

it('treats a malformed list as one that cannot be read', async () => {
  vi.spyOn(stores.families, 'listBySubject').mockImplementation(async () => JSON.parse('{}'))
  const page = await get('/device/linked')
  expect([page.status, linkOf(page, 'Unlink all devices')]).toEqual([503, '/device/linked/unlink?everything=1'])
})

describe('unlinking one device', () => {
  const ended = () => host.events.filter(({ type }) => type === 'grantEnded')
  const ask = async () => {
    const list = await get('/device/linked')
    return get(/href="([^"]*unlink\?device=[^"]*)"/.exec(list.body)?.[1] ?? '')
  }
  const answer = (question: HttpResponse) =>
    post('/device/linked/unlink', { csrf: fieldOf(question, 'csrf'), device: fieldOf(question, 'device') })

  beforeEach(() => addGrants(1))

  it('asks first and changes nothing, however often it is asked', async () => {
    for (let nth = 0; nth < 3; nth++) {
      const question = await ask()
      expect([question.status, /<h1>(.*)<\/h1>/.exec(question.body)?.[1]]).toEqual([
        200,
        expect.stringMatching(/^Unlink <bdi translate="no">.+<\/bdi>\?$/),
      ])
      expect(question.body).toContain('<a class="button deny" href="/device/linked">Cancel</a>')
    }
    expect(ended()).toEqual([])
  })

  it('says what it did, with a link back to the list', async () => {
    const done = await answer(await ask())
    expect(done.status).toBe(200)
    expect(done.body).toMatch(/<h1><bdi translate="no">.+<\/bdi> is unlinked<\/h1>/)
    expect(done.body).toContain('href="/device/linked"')
    expect(ended()).toMatchObject([{ reason: 'revokedByPerson' }])
    expect(cards(await get('/device/linked'))).toBe(0)
  })

  it('leads back to the list if the device is not linked any more', async () => {
    const question = await ask()
    await answer(question)
    const again = await answer(question)
    expect([again.status, again.headers['Location']]).toEqual([303, '/device/linked'])
    const gone = await get(`/device/linked/unlink?device=${fieldOf(question, 'device')}`)
    expect([gone.status, gone.headers['Location']]).toEqual([303, '/device/linked'])
    expect(ended()).toHaveLength(1)
  })

  it('needs the token of the session, and a device or everything', async () => {
    const question = await ask()
    const [csrf, device] = [fieldOf(question, 'csrf'), fieldOf(question, 'device')]
    for (const fields of [{ device }, { csrf: 'x', device }, { csrf }, { csrf: 'x', everything: '1' }]) {
      expect((await post('/device/linked/unlink', fields)).status).toBe(403)
    }
    cookie = ''
    expect(await post('/device/linked/unlink', { csrf, device })).toMatchObject({ status: 303 })
    expect((await get(`/device/linked/unlink?device=${device}`)).body).toContain('name="password"')
    expect(ended()).toEqual([])
  })

  it('works while the clients cannot be read: the page does not name the device', async () => {
    const question = await ask()
    host.fail('clients.findClient')
    const unnamed = await get(`/device/linked/unlink?device=${fieldOf(question, 'device')}`)
    expect([unnamed.status, unnamed.body.includes('no name given')]).toEqual([200, true])
    expect(await answer(question)).toMatchObject({ status: 200, body: expect.stringContaining('is unlinked') })
    expect(ended()).toHaveLength(1)
    expect(host.faults).toMatchObject([{ during: 'reading a linked device' }, { during: 'reading a linked device' }])
  })

  it.each(['', '?device=', '?device=%ED%A0%80', '?device=x'])(
    'never asks for everything without the word for it: %s',
    async (query) => {
      const answered = await get(`/device/linked/unlink${query}`)
      expect([answered.status, answered.headers['Location']]).toEqual([303, '/device/linked'])
    },
  )
})
