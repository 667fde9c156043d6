import { minute, second } from '../../machine/time.js'
import type { Client } from '../../ports/client-registry.js'
import type { AssertionClaims } from '../../ports/proving/client-assertions.js'
import type { ClientCredentials } from '../../protocol/client-credentials.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { AssertionRules } from '../guards/ports.js'
import { isTypedAsAssertion } from './assertion-type.js'

// The clocks of two machines differ, and a client signs its assertion a moment before it sends it.
const skew = 30 * second
// RFC 7523 §3: an assertion with an unreasonably long life may be refused. Its `jti` would have to be stored as long.
const longestLife = 10 * minute
const longestId = 256

/** An assertion as it was presented. */
type Presented = Extract<ClientCredentials, { readonly method: 'private_key_jwt' }>

/**
 * Returns whether an assertion authenticates this client (RFC 7523 §3): it has the right type, a key of the client
 * signed it, issuer and subject are the client, we are its only audience, it is valid now, and its `jti` is new.
 */
export async function provesByAssertion(
  context: ServiceContext,
  { assertion, endpoint }: Presented,
  client: Client,
  call: Call,
): Promise<boolean> {
  const { clientAssertions, digester } = context
  if (clientAssertions === undefined || !isTypedAsAssertion(assertion)) return false
  const claims = await clientAssertions.verifier.verify(call, assertion, client.keys ?? [])
  if (claims === undefined || !isAboutItself(claims, client)) return false
  if (!isMeantForUs(claims, clientAssertions, endpoint)) return false
  if (!isGoodAt(context.clock.now(), claims)) return false
  const name = digester.digest('assertion', JSON.stringify([client.clientId, claims.assertionId]))
  return clientAssertions.jtis.use(call, name, claims.expiresAt + skew)
}

function isAboutItself({ issuer, subject, assertionId }: AssertionClaims, { clientId }: Client): boolean {
  if (assertionId === '' || assertionId.length > longestId) return false
  return issuer === clientId && subject === clientId
}

// RFC 7523bis §4: exactly one audience. A second audience could present the assertion here as if it were the client.
function isMeantForUs(
  { audience }: AssertionClaims,
  { issuer, audience: accepted = 'issuer' }: AssertionRules,
  endpoint: string | undefined,
): boolean {
  const [only, ...others] = audience
  if (only === undefined || others.length > 0) return false
  return only === issuer || (accepted === 'issuerOrEndpoint' && only === endpoint)
}

function isGoodAt(now: number, { expiresAt, notBefore = now }: AssertionClaims): boolean {
  return now < expiresAt + skew && expiresAt <= now + longestLife + skew && notBefore <= now + skew
}
