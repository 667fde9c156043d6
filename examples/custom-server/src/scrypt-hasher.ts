import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from '@devicegrant/core'

// OWASP Password Storage Cheat Sheet: 16 MiB for each hash, which fits into the 128 MB of a worker.
const cost = { N: 2 ** 14, r: 8, p: 5 }
const prefix = '$scrypt$ln=14,r=8,p=5$'
const saltSize = 16
const keySize = 32
const form = /^\$scrypt\$ln=14,r=8,p=5\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

/**
 * Creates a password hasher for a runtime that loads no native modules and so cannot use `createArgon2Hasher`. It uses scrypt
 * (RFC 7914), which node:crypto has in every runtime.
 */
export function createScryptHasher(): PasswordHasher {
  return {
    async hash(password) {
      const salt = randomBytes(saltSize)
      return `${prefix}${unpadded(salt)}$${unpadded(await derive(password, salt))}`
    },
    async verify(hash, password) {
      const [, salt, key] = form.exec(hash) ?? []
      if (salt === undefined || key === undefined) throw new Error('the stored hash was not made by this hasher')
      return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64')), Buffer.from(key, 'base64'))
    },
    isOutdated: (hash) => !form.test(hash),
  }
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keySize, cost, (fault, key) => (fault === null ? resolve(key) : reject(fault)))
  })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
