import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { serve } from '../../../test-support/server.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { requestFromNode } from './node.js'
import type { NodeRequest } from './node-exchange.js'

/** Returns the headers of a request with exactly these lines. `change` is a change that the host makes before. */
async function headersOf(lines: readonly string[], change: (request: NodeRequest) => void = () => {}) {
  const seen: HttpRequest['headers'][] = []
  const server = await serve((request, response) => {
    change(request)
    seen.push(requestFromNode(request).headers)
    response.end()
  })
  const socket = await server.connect()
  socket.write(['GET / HTTP/1.1', 'Host: h', ...lines, 'Connection: close', '', ''].join('\r\n'))
  await text(socket)
  return seen[0] ?? {}
}

describe('the headers of node:http', () => {
  const names = Object.getOwnPropertyNames(Object.prototype)

  it.each(names.map((name) => [name]))('are read together with a header of the name %s', async (name) => {
    const headers = await headersOf(['Authorization: Basic a', `${name}: x`, `${name}: y`])
    expect(headers['authorization']).toBe('Basic a')
    expect(Object.getPrototypeOf(headers)).toBe(null)
  })

  it('have only members that were sent', async () => {
    const headers = await headersOf([])
    expect(Object.keys(headers).toSorted()).toEqual(['connection', 'host'])
    for (const name of names) expect(headers[name]).toBe(undefined)
  })

  it.each([
    ['Authorization', 'Basic a', 'Basic b', 'Basic a, Basic b'],
    ['authorization', 'Basic a', 'Basic a', 'Basic a, Basic a'],
    ['Content-Type', 'application/json', 'text/plain', 'application/json, text/plain'],
    ['User-Agent', 'a', 'b', 'a, b'],
    ['Origin', 'https://a.example', 'null', 'https://a.example, null'],
    ['Cookie', 'a=1', 'b=2', 'a=1; b=2'],
  ])('join %s if it was sent twice, so that neither value counts alone', async (name, one, other, joined) => {
    expect((await headersOf([`${name}: ${one}`, `${name}: ${other}`]))[name.toLowerCase()]).toBe(joined)
  })

  it('join a header that was sent twice, also if the host has added as many others', async () => {
    const lines = ['Authorization: Basic a', 'Authorization: Basic b']
    const headers = await headersOf(lines, ({ headers: own }) => {
      own['x-added'] = 'd'
    })
    expect(headers['authorization']).toBe('Basic a, Basic b')
  })

  it('include the changes of the host', async () => {
    const lines = ['Authorization: Basic a', 'Authorization: Basic b', 'X-Forwarded-For: 192.0.2.1']
    const headers = await headersOf(lines, ({ headers: own }) => {
      own.authorization = 'Bearer c'
      delete own['x-forwarded-for']
      own['x-added'] = 'd'
    })
    expect(headers).toMatchObject({ authorization: 'Bearer c', 'x-added': 'd' })
    expect(headers).not.toHaveProperty('x-forwarded-for')
  })
})

describe('a mock of a node:http request', () => {
  const like = (changes: object): NodeRequest => Object.assign(new IncomingMessage(new Socket()), changes)
  const own = { authorization: 'Basic a', cookie: 'b=1' }

  it.each<[string, object]>([
    ['without raw headers', { headers: own, rawHeaders: undefined }],
    ['with an empty list of raw headers', { headers: own, rawHeaders: [] }],
    ['with raw headers', { headers: own, rawHeaders: ['authorization', 'Basic a', 'cookie', 'b=1'] }],
  ])('has its headers, %s', (_, changes) => {
    expect({ ...requestFromNode(like(changes)).headers }).toEqual(own)
  })

  it('may have no socket', () => {
    const request = like({ headers: own })
    Object.defineProperty(request, 'socket', { value: undefined })
    expect(requestFromNode(request)).not.toHaveProperty('remote')
  })
})
