import { randomFillSync } from 'node:crypto'
import type { Random } from '../ports/ambient.js'

// A device code and a user code take 40 bytes: a block serves about a hundred authorizations.
const blockSize = 4096

/**
 * Bytes from the generator of the operating system. They are drawn in blocks, since a draw costs about the same for
 * eight bytes as for thousands. What has been handed out is wiped from the block at once.
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
