import type { Subject } from '../machine/names.js'

/** Something that concerns the password hash of one account failed. */
export class HashFault extends Error {
  override readonly name = 'HashFault'
}

// Shorter parts of a hash are its parameters, which may stand in a message, and help to mend it.
const longestRepeat = 12

/**
 * Names the account whose hash failed, and what failed, for the host. Hashers and directories are not ours and their
 * messages may repeat what they were given, so neither the fault nor its stack is handed on: only its messages are, and only
 * those in which no part of the secrets stands.
 */
export function hashFaultOf(
  subject: Subject,
  what: string,
  fault: unknown,
  secrets: readonly (string | undefined)[],
): HashFault {
  const reasons = chainOf(fault).map((error) => reasonOf(error, secrets))
  return new HashFault(`${what} of the account ${subject}: ${reasons.join(': ')}`)
}

const deepestChain = 5

/** An error and its causes. */
function chainOf(fault: unknown): readonly unknown[] {
  const chain = [fault]
  for (let last = fault; last instanceof Error && last.cause !== undefined && chain.length < deepestChain; ) {
    last = last.cause
    chain.push(last)
  }
  return chain
}

function reasonOf(fault: unknown, secrets: readonly (string | undefined)[]): string {
  if (!(fault instanceof Error)) return 'something that is no Error was thrown'
  const repeats = secrets.some((secret) => secret !== undefined && repeatsPartOf(fault.message, secret))
  return repeats
    ? 'an Error whose message is withheld, since it repeats a part of the hash or the password'
    : fault.message
}

function repeatsPartOf(message: string, secret: string): boolean {
  if (secret === '') return false
  const length = Math.min(longestRepeat, secret.length)
  for (let start = 0; start + length <= secret.length; start++) {
    if (message.includes(secret.slice(start, start + length))) return true
  }
  return false
}
