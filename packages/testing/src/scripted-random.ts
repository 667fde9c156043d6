import type { Random } from '@devicegrant/core'

/**
 * Returns a source of bytes that is the same in every run with the same seed.
 *
 * FOR TESTS ONLY: the seed, or a few of the bytes, reveals all of them.
 *
 * @example
 * ```ts
 * const host = createFakeHost({ random: createScriptedRandom(1) })
 * ```
 */
export function createScriptedRandom(seed: number): Random {
  let state = seed

  // A counter in steps of the golden ratio, mixed so that every bit of the count affects every bit of the byte.
  function nextByte(): number {
    state = (state + 0x9e3779b9) | 0
    const once = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
    return (twice ^ (twice >>> 16)) & 0xff
  }

  return {
    fill(bytes) {
      for (let index = 0; index < bytes.length; index++) bytes[index] = nextByte()
    },
  }
}
