import { randomFillSync } from 'node:crypto'
import type { Random } from '../ports/runtime.js'

// A device code and a user code take 40 bytes: a block serves about a hundred authorizations.
const blockSize = 4096

/**
 * Returns a source of random bytes from the operating system. It draws blocks, because a draw of eight bytes costs
 * about as much as one of thousands. Bytes that were handed out are wiped from the block at once.
 */
export function createSystemRandom(): Random {
  const block = new Uint8Array(blockSize)
  let used = blockSize
  return {
    fill(bytes) {
      if (bytes.length > blockSize) {
        randomFillSync(bytes)
        return
      }
      if (used + bytes.length > blockSize) {
        randomFillSync(block)
        used = 0
      }
      const end = used + bytes.length
      bytes.set(block.subarray(used, end))
      block.fill(0, used, end)
      used = end
    },
  }
}
