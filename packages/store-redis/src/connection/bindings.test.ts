import { describe, expect, it, vi } from 'vitest'
import { fromIoredis, fromNodeRedis, fromNodeRedisCluster, ioredisAdvice, nodeRedisAdvice } from '../index.js'

const get = ['GET', 'key'] as const
const wait = ['WAIT', '1', '450'] as const
const refused = new Error('READONLY')

describe('the binding of ioredis', () => {
  const clientWith = (replies: [error: Error | null, reply: unknown][] | null) => ({
    call: async (command: string, args: string[]) => [command, ...args],
    pipeline: (commands: unknown[][]) => ({
      exec: async () => replies?.map(([error]): [Error | null, unknown] => [error, commands]) ?? null,
    }),
    disconnect: vi.fn(),
    isCluster: false,
  })

  it('replaces a connection with a new one', () => {
    const client = clientWith(null)
    fromIoredis(client).reconnect?.()
    expect(client.disconnect).toHaveBeenCalledExactlyOnceWith(true)
    expect(fromIoredis({ ...client, isCluster: true }).reconnect).toBeUndefined()
  })

  it('sends one command as a call', async () => {
    expect(await fromIoredis(clientWith(null)).send('key', [get])).toEqual([['GET', 'key']])
  })

  it('writes the commands of one turn of the event loop together, also over a new connection', async () => {
    const log: string[] = []
    const streamOf = (name: string) => ({
      cork: () => log.push(`cork ${name}`),
      uncork: () => log.push(`uncork ${name}`),
    })
    const client = {
      ...clientWith(null),
      stream: streamOf('first'),
      call: async (command: string) => log.push(command),
    }
    const connection = fromIoredis(client)
    const turn = async () => {
      await Promise.all([connection.send('key', [get]), connection.send('key', [get])])
      await connection.send('key', [get])
      await new Promise((resolve) => setImmediate(resolve))
    }
    await turn()
    expect(log.splice(0)).toEqual(['cork first', 'GET', 'GET', 'GET', 'uncork first'])
    const sending = connection.send('key', [get])
    client.stream = streamOf('second')
    await Promise.all([sending, turn()])
    expect(log).toEqual(['cork first', 'GET', 'cork second', 'GET', 'GET', 'GET', 'uncork first', 'uncork second'])
  })

  it('reports a missing connection in plain words, and passes on every other fault unchanged', async () => {
    const noConnection = Object.assign(new Error('Reached the max …'), { name: 'MaxRetriesPerRequestError' })
    for (const [fault, message] of [
      [noConnection, 'there is no connection'],
      [refused, 'READONLY'],
    ] as const) {
      const client = { ...clientWith(null), call: () => Promise.reject(fault) }
      await expect(fromIoredis(client).send('key', [get])).rejects.toThrow(message)
    }
  })

  it('sends several commands as a pipeline of calls, and returns errors at their places', async () => {
    const commands = [
      ['call', 'GET', 'key'],
      ['call', 'WAIT', '1', '450'],
    ]
    const connection = fromIoredis(
      clientWith([
        [refused, undefined],
        [null, undefined],
      ]),
    )
    expect(await connection.send('key', [get, wait])).toEqual([refused, commands])
  })

  it('rejects when ioredis returns no replies for a pipeline', async () => {
    await expect(fromIoredis(clientWith(null)).send('key', [get, wait])).rejects.toThrow('dropped')
  })
})

describe('the bindings of node-redis', () => {
  function batching(replies: unknown) {
    const sent: unknown[] = []
    const batch = {
      addCommand(...command: unknown[]) {
        sent.push(command)
        return batch
      },
      execAsPipeline: async () => replies,
    }
    return { sent, batch }
  }

  const closed = { isOpen: false, destroy: vi.fn(), connect: vi.fn(async () => undefined) }

  it('replace a connection with a new one, unless the host has closed it', async () => {
    const sendCommand = async () => 'OK'
    const { batch } = batching([])
    fromNodeRedis({ ...closed, sendCommand, multi: () => batch }).reconnect?.()
    expect(closed.destroy).not.toHaveBeenCalled()
    const connect = vi.fn(() => Promise.reject(new Error('connect ECONNREFUSED')))
    fromNodeRedis({ ...closed, isOpen: true, connect, sendCommand, multi: () => batch }).reconnect?.()
    expect(closed.destroy).toHaveBeenCalledOnce()
    expect(connect).toHaveBeenCalledOnce()
  })

  it('send one command alone', async () => {
    const sendCommand = async (...args: unknown[]) => args
    const { batch } = batching([])
    expect(await fromNodeRedis({ ...closed, sendCommand, multi: () => batch }).send('key', [get])).toEqual([
      [['GET', 'key']],
    ])
    const cluster = fromNodeRedisCluster({ sendCommand, multi: () => batch })
    expect(await cluster.send('key', [get])).toEqual([['key', false, ['GET', 'key']]])
  })

  it('send several commands together, in a cluster to the primary that has the key', async () => {
    const sendCommand = () => Promise.reject(refused)
    const single = batching(['value', 1])
    const connection = fromNodeRedis({ ...closed, sendCommand, multi: () => single.batch })
    expect(await connection.send('key', [get, wait])).toEqual(['value', 1])
    expect(single.sent).toEqual([[['GET', 'key']], [['WAIT', '1', '450']]])
    const many = batching(['value', 1])
    const multi = (key: string) => (key === 'key' ? many.batch : single.batch)
    expect(await fromNodeRedisCluster({ sendCommand, multi }).send('key', [get, wait])).toEqual(['value', 1])
    expect(many.sent).toEqual([
      ['key', false, ['GET', 'key']],
      ['key', false, ['WAIT', '1', '450']],
    ])
  })

  it('reject when a pipeline returns something else than a list of replies', async () => {
    const { batch } = batching('OK')
    const sendCommand = async () => 'OK'
    await expect(
      fromNodeRedis({ ...closed, sendCommand, multi: () => batch }).send('key', [get, wait]),
    ).rejects.toThrow('something else')
  })
})

describe('the recommended client options', () => {
  it('reconnect early, and at least once a second', () => {
    expect([1, 2, 1_000].map(ioredisAdvice.retryStrategy)).toEqual([50, 100, 1_000])
    expect([0, 1, 1_000].map(nodeRedisAdvice.reconnectStrategy)).toEqual([50, 100, 1_000])
  })

  it('connect again when the primary accepts no writes', () => {
    expect(ioredisAdvice.reconnectOnError(new Error('READONLY You can’t write'))).toBe(true)
    expect(ioredisAdvice.reconnectOnError(new Error('OOM'))).toBe(false)
  })
})
