/** The check or the renewal of a password hash failed. */
export class HashFault extends Error {
  override readonly name = 'HashFault'
}

// Shorter parts of a hash are its parameters. They are no secret, and in a message they help the host.
const longestRepeat = 12

/**
 * Returns an error for the host that says what failed. A hasher or a directory of the host may repeat its input in its
 * messages. So the original fault and its stack are dropped, and only messages without a part of a secret are kept.
 */
export function hashFaultOf(what: string, fault: unknown, secrets: readonly (string | undefined)[]): HashFault {
  const reasons = chainOf(fault).map((error) => reasonOf(error, secrets))
  return new HashFault(`${what}: ${reasons.join(': ')}`)
}

const deepestChain = 5

/** Returns an error and its causes. */
function chainOf(fault: unknown): readonly unknown[] {
  const chain = [fault]
  for (let last = fault; last instanceof Error && last.cause !== undefined && chain.length < deepestChain; ) {
    last = last.cause
    chain.push(last)
  }
  return chain
}

function reasonOf(fault: unknown, secrets: readonly (string | undefined)[]): string {
  if (!(fault instanceof Error)) return 'a value was thrown that is not an Error'
  const repeats = secrets.some((secret) => secret !== undefined && repeatsPartOf(fault.message, secret))
  return repeats
    ? 'an Error whose message is withheld, because it repeats a part of the hash or the password'
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
