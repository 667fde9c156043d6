import { describe, expect, it } from 'vitest'
import { systemTime } from './time.js'

describe('a sleep on the clocks of the system', () => {
  // A timer of the platform that is longer ends at once.
  it.each([2 ** 31, Number.POSITIVE_INFINITY])('does not end at once: %s', async (duration) => {
    const stop = new AbortController()
    const long = systemTime.sleep(duration, stop.signal).then(() => 'ended')
    const first = await Promise.race([long, systemTime.sleep(50).then(() => 'still asleep')])
    stop.abort('awake')
    expect(first).toBe('still asleep')
    await expect(long).rejects.toBe('awake')
  })
})
