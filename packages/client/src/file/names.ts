import { createHash } from 'node:crypto'
import type { TokenOwner } from '../tokens/token-store.js'

const profileByDefault = 'default'
const longestName = 64
const longestHost = 80

/** The name of an app or a profile that can be a part of a file name on every system. */
export function checkName(option: string, value: string): string {
  const isUsable =
    value.trim() === value &&
    value !== '' &&
    Buffer.byteLength(value) <= longestName &&
    // What Windows, macOS or Linux does not take in a name: separators, reserved characters and control characters.
    !/[/\\:*?"<>|\p{Cc}]/u.test(value) &&
    !value.startsWith('.') &&
    !value.endsWith('.')
  if (isUsable) return value
  throw new TypeError(
    `${option} is ${JSON.stringify(value)}, but it becomes a part of a file name: use 1 to ${longestName} bytes without separators, and no dot at either end.`,
  )
}

/** A readable and unique name of what is kept for one client at one server. */
export function nameOf({ issuer, clientId }: TokenOwner, profile: string = profileByDefault): string {
  const host = URL.canParse(issuer) ? new URL(issuer).host : 'server'
  const readable = host.replaceAll(/[^a-z0-9.-]/gi, '_').slice(0, longestHost)
  // Some file systems do not know upper case from lower case, so the profile is a part of the hash too.
  const hash = createHash('sha256').update(JSON.stringify([issuer, clientId, profile]))
  return `${checkName('profile', profile)}-${readable}-${hash.digest('hex').slice(0, 12)}`
}
