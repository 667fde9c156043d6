import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, tongues, write } from './dialect-flow.js'
import { createDialectHost, openHandler } from './dialect-host.js'
import type { OpenDoor } from './doors.js'
import { bodyOf } from './support/json.js'

// What only this dialect has (docs/dialects/entra.md).

let host: FakeHost
let door: OpenDoor

beforeEach(() => {
  const world = createDialectHost()
  host = world.host
  door = openHandler(world.grant)
})

const { start, poll, begin, beginDecided, send } = createDialectFlow(
  () => door,
  () => tongues.entra,
)

const sent = '0000AAAA-11bb-cccc-dd22-eeeeee333333'
const own = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)

/** Polls an unknown code with a header and a query. */
function pollWith(header: string | undefined, query: string): Promise<AuditResponse> {
  const { path, headers, ...request } = write(tongues.entra.poll, { device_code: 'example' })
  const more = header === undefined ? [] : [['client-request-id', header] as const]
  return send({ ...request, path: `${path}${query}`, headers: [...headers, ...more] })
}

describe('a problem of entra', () => {
  it.each([
    ['the header', sent, '', sent],
    ['the query', undefined, `?client-request-id=${sent}`, sent],
    ['the header rather than the query', sent, '?client-request-id=1b7b6c39-7e4a-4c2e-8a52-4a1f7c1f6f0d', sent],
    ['nothing that is not a UUID', `${sent}0`, '', own],
    ['nothing that is sent twice', undefined, `?client-request-id=${sent}&client-request-id=${sent}`, own],
    ['nothing, if nothing is sent', undefined, '', own],
  ])('repeats the identifier of %s', async (_, header, query, expected) => {
    const { correlation_id: id, trace_id: trace, error_description: text } = bodyOf(await pollWith(header, query))
    expect([id, trace]).toEqual([expected, own])
    expect(id === trace).toBe(expected === own)
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ'
    const ids = `Trace ID: ${trace} Correlation ID: ${id} Timestamp: ${time}`
    expect(text).toMatch(new RegExp(`^AADSTS70018: The device code is not valid\\. ${ids}$`))
  })

  it('has the time of the server, and another identifier each time', async () => {
    const [first, second] = [bodyOf(await poll('example')), bodyOf(await poll('example'))]
    const time = new Date(host.clock.now()).toISOString()
    expect(first.timestamp).toBe(`${time.slice(0, 10)} ${time.slice(11, 19)}Z`)
    expect(first.trace_id).not.toBe(second.trace_id)
  })

  it('has Retry-After after an outage only, however fast the polls are', async () => {
    const { deviceCode } = await begin()
    const early = [await poll(deviceCode), await poll(deviceCode), await poll(deviceCode)]
    host.fail('clients.findClient')
    const outage = await poll(deviceCode)
    expect(early.map(({ status }) => status).concat(outage.status)).toEqual([400, 400, 400, 503])
    for (const response of early) expect(headerOf(response, 'Retry-After')).toBeUndefined()
    expect(headerOf(outage, 'Retry-After')).toBe('1')
  })
})

describe('a start and a poll of entra', () => {
  it('has a sentence with the address and the code', async () => {
    const { message, verification_uri: page, user_code: code } = bodyOf(await start())
    expect(message).toBe(
      `To sign in, use a web browser to open the page ${page} and enter the code ${code} to authenticate.`,
    )
    expect(page).toMatch(/\/devicelogin$/)
  })

  it('takes both words for the grant type, with the same tokens', async () => {
    const { deviceCode } = await beginDecided()
    const first = await poll(deviceCode, { grant_type: 'device_code' })
    expect([first.status, (await poll(deviceCode)).body]).toEqual([200, first.body])
    const { expires_in: lifetime, ext_expires_in: extended } = bodyOf(first)
    expect(extended).toBe(lifetime)
  })
})
