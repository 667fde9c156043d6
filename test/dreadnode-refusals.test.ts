import type { AuditRequest, AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, jsonType, tongues } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { formType } from './flow.js'
import { bodyOf } from './support/json.js'

// The refusals of the envelope dialect before it looks at a code, over HTTP, as FastAPI does
// (docs/dialects/dreadnode.md).

let host: FakeHost
let door: OpenDoor

beforeEach(async () => {
  const world = createDialectHost()
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
})

afterEach(() => door.close())

const summaryOf = (response: AuditResponse) => [response.status, bodyOf(response).type]
const post = (path: string, header: readonly [string, string], body: string): AuditRequest => ({
  method: 'POST',
  path,
  headers: [header],
  body,
})
const octets = ['Content-Type', 'application/octet-stream'] as const

describe.each(['dreadnode', 'unversioned'] as const)('%s refuses', (name) => {
  const tongue = tongues[name]
  const { send, poll, begin, beginDecided } = createDialectFlow(
    () => door,
    () => tongue,
  )
  const { path } = tongue.poll
  const missing = { loc: ['body', 'device_code'], msg: 'Field required', type: 'missing' }
  const notText = { loc: ['body', 'device_code'], msg: 'Input should be a valid string', type: 'string_type' }
  const notJson = { loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }
  const notAnObject = {
    loc: ['body'],
    msg: 'Input should be a valid dictionary or object to extract fields from',
    type: 'model_attributes_type',
  }

  it.each([
    ['no member', '{}', missing],
    ['a number', '{"device_code":7}', notText],
    ['a list', '{"device_code":["a"]}', notText],
    ['null', '{"device_code":null}', notText],
    ['half of an object', '{"device_code":', notJson],
    ['a list of everything', '[]', notAnObject],
  ])('a poll with %s as 422 with what is wrong', async (_, body, error) => {
    const response = await send(post(path, jsonType, body))
    expect(response.status).toBe(422)
    expect(Object.keys(bodyOf(response))).toEqual(['code', 'detail', 'type', 'errors'])
    const expected = { code: 422, detail: 'Validation error', type: 'validation_error', errors: [error] }
    expect(bodyOf(response)).toEqual(expected)
    expect(headerOf(response, 'WWW-Authenticate')).toBeUndefined()
  })

  it('a poll without any body, which is what is missing then', async () => {
    // A request without a body is `missing` at ["body"].
    const expected = [{ loc: ['body'], msg: 'Field required', type: 'missing' }]
    const bare = await send({ method: 'POST', path, headers: [] })
    expect([bare.status, bodyOf(bare).errors]).toEqual([422, expected])
    const empty = await send(post(path, jsonType, ''))
    expect([empty.status, bodyOf(empty).errors]).toEqual([422, expected])
  })

  it('a code that is there twice, and keeps it', async () => {
    const { deviceCode } = await beginDecided()
    const twice = await send(post(path, jsonType, `{"device_code":"a","device_code":"${deviceCode}"}`))
    expect(summaryOf(twice)).toEqual([422, 'validation_error'])
    expect((await poll(deviceCode)).status).toBe(200)
  })

  it('bodies that it does not read, and other methods, in its envelope', async () => {
    const form = await send(post(path, formType, 'device_code=example'))
    expect([form.status, bodyOf(form)]).toMatchObject([415, { code: 415, type: 'invalid_error' }])
    const get = await send({ method: 'GET', path, headers: [] })
    expect([get.status, bodyOf(get), headerOf(get, 'Allow')]).toMatchObject([405, { code: 405 }, 'POST'])
    const large = await send(post(path, jsonType, `{"device_code":"${'a'.repeat(70_000)}"}`))
    expect([large.status, bodyOf(large).code]).toEqual([413, 413])
  })

  it('nothing of a body at the start, since none is documented', async () => {
    for (const [header, body] of [
      [jsonType, '{'],
      [octets, 'anything'],
      [formType, 'client_id=nobody'],
    ] as const) {
      expect((await send(post(tongue.start.path, header, body))).status).toBe(200)
    }
  })

  it('everything while the client that stands for all is gone', async () => {
    const { deviceCode } = await begin()
    const gone = createDialectHost({}, { clients: host.options.clients })
    const other = await openServer(mounts['Express 5'](gone.grant))
    const there = createDialectFlow(
      () => other,
      () => tongue,
    )
    expect(summaryOf(await there.start())).toEqual([403, 'forbidden_error'])
    expect(summaryOf(await there.poll(deviceCode))).toEqual([403, 'forbidden_error'])
    await other.close()
  })

  it('everything as an outage while the directory is down, and loses no approval', async () => {
    const { deviceCode } = await beginDecided()
    host.fail('accounts.findAccount')
    const response = await poll(deviceCode)
    expect(bodyOf(response)).toMatchObject({ code: 503, type: 'server_error' })
    expect([response.status, headerOf(response, 'Retry-After')]).toEqual([503, '1'])
    host.fail('accounts.findAccount', 0)
    expect((await poll(deviceCode)).status).toBe(200)
  })
})
