import { minute, second } from '../machine/time.js'
import type { AssertionClaims } from '../ports/client-assertions.js'
import type { Client } from '../ports/client-registry.js'
import type { ClientAssertions, ServiceContext } from './context.js'

// Clocks of two machines differ, and a client makes its assertion a moment before it sends it.
const skew = 30 * second
// RFC 7523 §3: one that is good for unreasonably long may be refused, and would have to be remembered as long.
const longestLife = 10 * minute
const longestId = 256

/**
 * Whether an assertion proves that it comes from this client, RFC 7523 §3: signed with one of its keys, about itself, for
 * us, good now, and never seen before.
 */
export async function provesByAssertion(context: ServiceContext, assertion: string, client: Client): Promise<boolean> {
  const { clientAssertions, digester } = context
  if (clientAssertions === undefined) return false
  const claims = await clientAssertions.verifier.verify(assertion, client.keys ?? [])
  if (claims === undefined || !isMeantForUs(claims, client, clientAssertions)) return false
  if (!isGoodAt(context.clock.now(), claims)) return false
  const name = digester.digest('assertion', JSON.stringify([client.clientId, claims.assertionId]))
  return clientAssertions.used.use(name, claims.expiresAt + skew)
}

function isMeantForUs(
  { issuer, subject, audience, assertionId }: AssertionClaims,
  { clientId }: Client,
  { audiences }: ClientAssertions,
): boolean {
  if (assertionId === '' || assertionId.length > longestId) return false
  return issuer === clientId && subject === clientId && audience.some((value) => audiences.includes(value))
}

function isGoodAt(now: number, { expiresAt, notBefore = now }: AssertionClaims): boolean {
  return now < expiresAt + skew && expiresAt <= now + longestLife + skew && notBefore <= now + skew
}
