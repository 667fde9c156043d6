import { createHash, randomBytes } from 'node:crypto'

/** The names of keys below one prefix. Codes come as digests already, and what is free text is hashed. */
export interface Keys {
  authorization(deviceCode: string): string
  userCode(userCode: string): string
  family(grantId: string): string
  familiesOf(subject: string): string
  cutOff(holder: string): string
  used(name: string): string
}

/** The keys below a prefix. */
export function keysBelow(prefix: string): Keys {
  return {
    authorization: (deviceCode) => `${prefix}a:${deviceCode}`,
    userCode: (userCode) => `${prefix}u:${userCode}`,
    family: (grantId) => `${prefix}f:${grantId}`,
    familiesOf: (subject) => `${prefix}s:${digestOf(subject)}`,
    cutOff: (holder) => `${prefix}c:${digestOf(holder)}`,
    used: (name) => `${prefix}o:${digestOf(name)}`,
  }
}

/** The digest that stands for free text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

const processNameBytes = 4
// Drawn at the first write: workerd draws no random bytes while a module is loaded.
let processName: string | undefined
let writes = 0

/** Names one write, by which a script that is run twice knows its own: unlike any other of this process, or of another. */
export function newWriteName(): string {
  processName ??= randomBytes(processNameBytes).toString('base64url')
  writes += 1
  return processName + writes.toString(36)
}
