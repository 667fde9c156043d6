import { createHash, randomBytes } from 'node:crypto'

/** The names of the keys below one prefix. Codes are already digests; free text is hashed. */
export interface Keys {
  authorization(deviceCode: string): string
  userCode(userCode: string): string
  family(grantId: string): string
  familiesOf(subject: string): string
  revokeBefore(holder: string): string
  used(name: string): string
}

/** Returns the names of the keys below a prefix. */
export function keysBelow(prefix: string): Keys {
  return {
    authorization: (deviceCode) => `${prefix}a:${deviceCode}`,
    userCode: (userCode) => `${prefix}u:${userCode}`,
    family: (grantId) => `${prefix}f:${grantId}`,
    familiesOf: (subject) => `${prefix}s:${digestOf(subject)}`,
    revokeBefore: (holder) => `${prefix}c:${digestOf(holder)}`,
    used: (name) => `${prefix}o:${digestOf(name)}`,
  }
}

/** Returns the digest of free text, for use in a key. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

const processNameBytes = 4
// Created at the first write, because workerd provides no random bytes while it loads a module.
let processName: string | undefined
let writes = 0

/** Returns a unique name for one write. With it, a script that runs twice recognizes its own first run. */
export function newWriteName(): string {
  processName ??= randomBytes(processNameBytes).toString('base64url')
  writes += 1
  return processName + writes.toString(36)
}
