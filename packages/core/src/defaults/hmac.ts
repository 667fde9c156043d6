import { Buffer } from 'node:buffer'
import { createHmac, hash, type KeyObject } from 'node:crypto'

/** Returns HMAC-SHA-256 codes of texts, with one key. */
export interface Hmac {
  /** Returns the code as 43 characters of base64url. */
  text(message: string): string
  /** Returns the code as 32 bytes. */
  bytes(message: string): Uint8Array
}

// RFC 2104 §2, with the sizes of SHA-256.
const blockSize = 64
const digestSize = 32
const innerPad = 0x36
const outerPad = 0x5c

const longestMessage = 2_048
const bytesOfUnit = 3

// All keys share them: each call fills them and is done with them before it returns.
const inner = Buffer.alloc(blockSize + longestMessage)
const outer = Buffer.alloc(blockSize + digestSize)

/**
 * Returns the codes of this key (RFC 2104 §2). They are those of `createHmac` of Node. That makes two objects and five calls
 * of OpenSSL for each code, and a poll has hardly any other work, so two hashes in one call each replace it
 * (docs/decisions/0081).
 *
 * @throws `RangeError` when the key is longer than 64 bytes.
 */
export function createHmacSha256(key: KeyObject): Hmac {
  const bytes = key.export()
  if (bytes.length > blockSize) throw new RangeError(`A key of HMAC-SHA-256 must have at most ${blockSize} bytes`)
  const innerKey = padded(bytes, innerPad)
  const outerKey = padded(bytes, outerPad)
  const ofNode = (message: string) => createHmac('sha256', key).update(message)
  /** Returns what the outer hash is made of. */
  const outerOf = (message: string): Uint8Array => {
    inner.set(innerKey)
    const size = blockSize + inner.write(message, blockSize)
    outer.set(outerKey)
    // Faster than bytes: Node makes no `Buffer` for it.
    outer.write(hash('sha256', inner.subarray(0, size), 'binary'), blockSize, 'binary')
    // It may be a code or a token.
    inner.fill(0, blockSize, size)
    return outer
  }
  return {
    text: (message) =>
      isLong(message) ? ofNode(message).digest('base64url') : hash('sha256', outerOf(message), 'base64url'),
    bytes: (message) => (isLong(message) ? ofNode(message).digest() : hash('sha256', outerOf(message), 'buffer')),
  }
}

function isLong(message: string): boolean {
  return message.length * bytesOfUnit > longestMessage
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  return new Uint8Array(blockSize).map((_, at) => (key[at] ?? 0) ^ pad)
}
