import { createScriptedRandom } from '@devicegrant/testing'

/** Returns a source of numbers from 0 to 1. They are the same in every run with the same seed. */
export function chanceOf(seed: number): () => number {
  const random = createScriptedRandom(seed)
  const bytes = new Uint8Array(4)
  return () => {
    random.fill(bytes)
    return new DataView(bytes.buffer).getUint32(0) / 2 ** 32
  }
}
