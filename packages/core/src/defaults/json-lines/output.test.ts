import { Writable } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeTo } from './output.js'
import { createWriter } from './writer.js'

/** A stream whose reader has ended, as `head -1` does. */
function closedPipe(): Writable {
  return new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
}

/** Waits until the stream has called back and emitted its events. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

afterEach(() => vi.restoreAllMocks())

describe('an output whose reader has ended', () => {
  it('ends no process, and its lines count as lost', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const losses: number[] = []
    const write = createWriter(writeTo(closedPipe()), (lost) => `${losses.push(lost)}`)
    write('a')
    await settle()
    write('b')
    await settle()
    expect(losses).toEqual([1])
    expect(printed).toHaveBeenCalledTimes(1)
  })

  it('has one listener, however many sinks write to it', async () => {
    const output = closedPipe()
    const writers = Array.from({ length: 20 }, () => writeTo(output))
    expect(output.listenerCount('error')).toBe(1)
    await expect(writers.at(-1)?.('a')).rejects.toThrow('EPIPE')
  })
})

describe('an output that works', () => {
  it('gets each line', async () => {
    const written: string[] = []
    const output = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk))
        done()
      },
    })
    await writeTo(output)('a line\n')
    expect(written).toEqual(['a line\n'])
  })
})
