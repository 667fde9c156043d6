import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestOf, responseOf, streamOf } from '../../test-support/http.js'
import { createDeviceGrant, type DeviceGrant } from '../compose/create-device-grant.js'
import type { HttpResponse } from '../http/message.js'
import { base20x8 } from '../machine/user-code.js'
import type { SecurityEvent } from '../ports/events.js'
import type { ApprovalNotice } from '../ports/hooks/approval-notice.js'

// The page behind the link of an approval notice, over HTTP and without a cookie.

let host: FakeHost
let grant: DeviceGrant
let events: SecurityEvent[]
let link: URL
let deviceCode: string

const viewer = { subject: '', sessionId: 'session', authenticatedAt: 0 }

beforeEach(async () => {
  host = createFakeHost()
  events = []
  const notices: ApprovalNotice[] = []
  grant = createDeviceGrant({
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    events: (event) => void events.push(event),
    approvalNotices: { send: (notice) => void notices.push(notice) },
  })
  await approve()
  link = new URL(notices[0]?.notMeUrl ?? '')
  events.splice(0)
})

async function approve(more: Readonly<Record<string, string>> = { scope: 'read offline_access' }): Promise<void> {
  const started = await send('POST', '/device_authorization', { client_id: 'fake-cli', ...more })
  const { user_code: userCode, device_code: code = '' }: Record<string, string> = JSON.parse(String(started.body))
  deviceCode = code
  const subject = `fake-subject-of-${host.fixtures.accounts[0].username}`
  const person = { ...viewer, subject, authenticatedAt: host.clock.now() }
  const view = await grant.service.lookUp(userCode ?? '', base20x8, person)
  if (view.kind === 'refusal') throw new Error(`not shown: ${view.code}`)
  const { ticket } = view
  await grant.service.decide({ userCode: userCode ?? '', ticket, choice: 'approve' }, base20x8, person)
}

/** The device replaces its grant, as for a fresh sign-in. Returns the events of the grants that ended by that. */
async function linkAgain(): Promise<readonly SecurityEvent[]> {
  const first = await fetchTokens()
  await approve({ refresh_token: first['refresh_token'] ?? '' })
  await fetchTokens()
  return events.filter((event) => event.type === 'grantEnded' && event.reason === 'replaced')
}

async function fetchTokens(): Promise<Record<string, string>> {
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  const fields = { client_id: 'fake-cli', grant_type: grantType, device_code: deviceCode }
  return JSON.parse((await send('POST', '/token', fields)).body)
}

function send(
  method: string,
  path: string,
  fields: Readonly<Record<string, string>> = {},
  origin = host.options.issuer,
): Promise<HttpResponse> {
  const { pathname, search } = new URL(path, host.options.issuer)
  const type = 'application/x-www-form-urlencoded'
  const headers: Record<string, string> = method === 'POST' ? { origin, 'content-type': type } : {}
  const body = streamOf(String(new URLSearchParams(fields)))
  return responseOf(grant.handler, requestOf({ method, path: pathname, query: search.slice(1), headers, body }))
}

const reported = () => events.filter(({ type }) => type === 'phishingReported')

describe('the link of an approval notice', () => {
  it('is below the page of its dialect, and shows the device without a sign-in', async () => {
    expect(link.href.startsWith(`${host.options.issuer}/device/not-me?notice=`)).toBe(true)
    for (let nth = 0; nth < 2; nth++) {
      const page = await send('GET', link.pathname + link.search)
      expect(page.status).toBe(200)
      expect(page.body).toContain('Was this not you?')
      expect(page.body).not.toContain(host.fixtures.accounts[0].username)
      expect(page.headers['Cache-Control']).toBe('no-store')
      expect(page.headers['Referrer-Policy']).toBe('no-referrer')
    }
    expect(reported()).toEqual([])
  })

  it('ends the grant only when the form is sent', async () => {
    const notice = link.searchParams.get('notice') ?? ''
    const foreign = await send('POST', link.pathname, { notice }, 'https://evil.example')
    expect(foreign.status).toBe(403)
    expect(reported()).toEqual([])
    const ended = await send('POST', link.pathname, { notice })
    expect(ended.status).toBe(200)
    expect(ended.body).toContain('Its access has ended')
    expect(reported()).toHaveLength(1)
    expect((await send('POST', link.pathname, { notice })).body).toContain('It has no access any more')
    expect((await send('GET', link.pathname + link.search)).body).toContain('It has no access any more')
    expect(reported()).toHaveLength(1)
  })

  it('leads to the linked devices if the device got a newer grant in place of this one', async () => {
    expect(await linkAgain()).toHaveLength(1)
    const notice = link.searchParams.get('notice') ?? ''
    for (const page of [
      await send('GET', link.pathname + link.search),
      await send('POST', link.pathname, { notice }),
    ]) {
      expect(page.body).toContain('It has newer access now')
      expect(page.body).not.toContain('nothing left to do')
    }
    expect(reported()).toEqual([])
  })

  it('keeps its token in the links to other languages', async () => {
    const page = await send('GET', link.pathname + link.search)
    expect(page.body).toContain(`ui_locales=de&amp;notice=${link.searchParams.get('notice')}`)
  })

  it.each(['', '?notice=', '?notice=abc', '?other=1'])(
    'says that it does not work if it is not whole: %j',
    async (query) => {
      const page = await send('GET', link.pathname + query)
      expect(page.status).toBe(404)
      expect(page.body).toContain('This link does not work')
      expect((await send('POST', link.pathname, {})).status).toBe(404)
    },
  )
})

describe('a client without complete addresses', () => {
  it('gets the address of the page and no link with the code', async () => {
    host.changeClient('fake-cli', { completeAddress: false })
    const started = await send('POST', '/device_authorization', { client_id: 'fake-cli' })
    const body: Record<string, string> = JSON.parse(String(started.body))
    expect(started.status).toBe(200)
    expect(Object.keys(body)).toEqual(['device_code', 'user_code', 'verification_uri', 'expires_in', 'interval'])
    expect(String(started.body).split(body['user_code'] ?? '-')).toHaveLength(2)
  })
})
