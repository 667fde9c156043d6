import { describe, expect, it } from 'vitest'
import type { RedisCommand } from '../connection/redis-connection.js'
import { createRedisClock } from './redis-clock.js'
import { type Confirmation, isErrorReply, sendScript } from './send-script.js'

const script = { text: 'return 1', sha: 'the digest' }
const run = { script, keys: ['a key'] as const, args: ['an argument'] }
const done = [1_800_000_000_000, 'done', 'more']

/** A connection that returns these replies, one for each call of `send`. */
function replying(...replies: readonly (readonly unknown[])[]) {
  const sent: (readonly RedisCommand[])[] = []
  const rest = [...replies]
  return {
    sent,
    async send(_key: string, commands: readonly RedisCommand[]) {
      sent.push(commands)
      return rest.shift() ?? []
    },
  }
}

describe('a script', () => {
  it('is sent by its digest with its one key, and returns the time at which it ran', async () => {
    const connection = replying([done])
    const reply = await sendScript(connection, createRedisClock(), run)
    expect(reply).toEqual({ moment: 1_800_000_000_000, status: 'done', values: ['more'] })
    expect(connection.sent).toEqual([[['EVALSHA', 'the digest', '1', 'a key', 'an argument']]])
  })

  it('is sent by its text if the server does not know it', async () => {
    const connection = replying([new Error('NOSCRIPT No matching script.')], [done])
    expect(await sendScript(connection, createRedisClock(), run)).toMatchObject({ status: 'done' })
    expect(connection.sent[1]).toEqual([['EVAL', 'return 1', '1', 'a key', 'an argument']])
  })

  it('is not sent again after any other error', async () => {
    const connection = replying([new Error('OOM command not allowed')])
    await expect(sendScript(connection, createRedisClock(), run)).rejects.toThrow('OOM')
    expect(connection.sent).toHaveLength(1)
  })

  it.each([[undefined], ['OK'], [null]])('rejects a reply like %o', async (reply) => {
    await expect(sendScript(replying([reply]), createRedisClock(), run)).rejects.toThrow('something else')
  })

  it('sets the clock', async () => {
    const clock = createRedisClock()
    await sendScript(replying([done]), clock, run)
    expect(Math.abs(clock.now() - 1_800_000_000_000)).toBeLessThan(60_000)
  })
})

describe('a confirmation', () => {
  const waitaof: Confirmation = { command: ['WAITAOF', '1', '2', '450'], required: [1, 2] }
  const wait: Confirmation = { command: ['WAIT', '1', '450'], required: [1] }
  const send = (confirmation: Confirmation, reply: unknown) => {
    const connection = replying([done, reply])
    return { connection, sending: sendScript(connection, createRedisClock(), { ...run, confirmation }) }
  }

  it('is sent together with the script, which is sent by its text', async () => {
    const { connection, sending } = send(wait, 1)
    await sending
    expect(connection.sent).toEqual([[['EVAL', 'return 1', '1', 'a key', 'an argument'], wait.command]])
  })

  it.each([
    [wait, 1],
    [wait, 2],
    [wait, '1'],
    [waitaof, [1, 2]],
    [waitaof, ['1', '3']],
  ])('that is enough: %o, %o', async (confirmation, reply) => {
    expect(await send(confirmation, reply).sending).toMatchObject({ status: 'done' })
  })

  it.each([
    [wait, 0],
    [wait, undefined],
    [wait, 'OK'],
    [waitaof, [0, 2]],
    [waitaof, [1, 1]],
    [waitaof, [1]],
    [waitaof, 2],
  ])('that is not enough: %o, %o', async (confirmation, reply) => {
    await expect(send(confirmation, reply).sending).rejects.toThrow('not durable yet')
  })

  it('that failed does not count', async () => {
    await expect(send(waitaof, new Error('ERR unknown command')).sending).rejects.toThrow('unknown command')
  })
})

it.each([
  ['READONLY You can’t write', undefined, true],
  ['NOSCRIPT No matching script', 'NOSCRIPT', true],
  ['NOSCRIPT No matching script', 'OOM', false],
  ['connect ECONNREFUSED 127.0.0.1:1', undefined, false],
  ['Connection is closed.', undefined, false],
  ['no reply from Redis within 900 ms', undefined, false],
])('distinguishes an error reply from a broken connection: %s', (message, code, expected) => {
  expect(isErrorReply(new Error(message), code)).toBe(expected)
  expect(isErrorReply(message, code)).toBe(false)
})
