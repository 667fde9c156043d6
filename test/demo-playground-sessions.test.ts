import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSessions, type PlaygroundSessions } from '../examples/demo/src/playground/sessions.js'
import { type EventStream, readEvents } from './support/event-stream.js'

describe('the sessions of the playground', () => {
  let sessions: PlaygroundSessions
  let server: Server
  let streams: EventStream[]

  beforeEach(async () => {
    sessions = createSessions()
    streams = []
    server = createServer(({ url = '' }, response) => {
      if (!sessions.listen(url.slice(1), 0, response)) response.writeHead(503).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  afterEach(() => {
    sessions.close()
    server.close()
  })

  async function listen(id: string): Promise<EventStream> {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    const stream = await readEvents(`http://127.0.0.1:${address.port}/${id}`, {})
    streams.push(stream)
    return stream
  }

  const issue = (grantId?: string) =>
    sessions.report({ type: 'authorizationIssued', at: 0, ...(grantId && { grantId }) })

  it('are bounded: the oldest without a listener makes room', async () => {
    const [listening, idle] = [sessions.open(), sessions.open()]
    await listen(listening)
    for (let count = 0; count < 99; count += 1) sessions.open()
    expect([sessions.has(listening), sessions.has(idle)]).toEqual([true, false])
  })

  it('follow their latest grants', async () => {
    const id = sessions.open()
    const stream = await listen(id)
    for (let count = 0; count <= 20; count += 1) sessions.follow(id, `grant-${count}`)
    for (const grantId of ['grant-0', 'grant-1', 'grant-20']) issue(grantId)
    await stream.until(({ grantId }) => grantId === 'grant-20')
    expect(stream.events.map(({ grantId }) => grantId)).toEqual(['grant-1', 'grant-20'])
  })

  it('hear nothing of events without a grant', async () => {
    const id = sessions.open()
    const stream = await listen(id)
    sessions.follow(id, 'mine')
    issue()
    issue('mine')
    await stream.until(() => true)
    expect(stream.events.map(({ grantId }) => grantId)).toEqual(['mine'])
  })

  it('keep their latest events for a window that connects late', async () => {
    const id = sessions.open()
    sessions.follow(id, 'mine')
    for (let count = 0; count < 110; count += 1) issue('mine')
    const stream = await listen(id)
    await stream.until(({ id: last }) => last === '110')
    expect(stream.events.map((event) => event.id)).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 11}`))
  })

  it('count their events, and not those of others', async () => {
    const [other, mine] = [sessions.open(), sessions.open()]
    sessions.follow(other, 'other')
    sessions.follow(mine, 'mine')
    for (const grantId of ['other', 'mine', 'other', 'mine']) issue(grantId)
    const stream = await listen(mine)
    await stream.until(({ id }) => id === '2')
    expect(stream.events.map(({ id, grantId }) => [id, grantId])).toEqual([
      ['1', 'mine'],
      ['2', 'mine'],
    ])
  })

  it('disconnect a window that reads nothing', async () => {
    const id = sessions.open()
    sessions.follow(id, 'mine')
    const [socket] = await Promise.all([once(server, 'connection'), listen(id)])
    socket[0].pause()
    socket[0].cork()
    const closed = once(socket[0], 'close')
    for (let count = 0; count < 2_000; count += 1) issue('mine')
    await closed
    await expect(streams[0]?.end).rejects.toThrow('terminated')
  })

  it('send a comment now and then, so that no proxy closes an idle stream', async () => {
    const id = sessions.open()
    const stream = await listen(id)
    sessions.beat()
    sessions.follow(id, 'mine')
    issue('mine')
    await stream.until(() => true)
    expect(stream.text()).toContain('\n\n: still here\n\nid: 1\n')
  })

  it('end their streams when they are closed', async () => {
    const stream = await listen(sessions.open())
    sessions.close()
    await stream.end
    expect(stream.events).toEqual([])
  })
})
