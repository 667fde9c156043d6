import type { Connection } from '../server/connection.js'
import type { ProofKey } from '../server/proof-key.js'
import type { GrantedTokens } from '../server/request-tokens.js'
import { endGrant } from '../session/sign-out.js'
import { type Identity, identityOf } from '../session/who-am-i.js'
import { checkBinding } from '../tokens/check-binding.js'
import { isSameSignIn } from '../tokens/memory-tokens.js'
import { toStoredTokens } from '../tokens/stored-tokens.js'
import type { StoredTokens, TokenStore } from '../tokens/token-store.js'
import type { LoginContext } from './login-context.js'

/** Keeps the tokens of a sign-in in the place of those that were kept before, and ends the grant of those. */
export async function keepTokens(
  context: Pick<LoginContext, 'issuer' | 'options' | 'store' | 'time' | 'report'>,
  connection: Connection,
  granted: GrantedTokens,
  { scope, key }: { readonly scope: string; readonly key?: ProofKey },
): Promise<Identity> {
  const { issuer, options, time, report } = context
  const tokens = toStoredTokens(granted, {
    owner: { issuer, clientId: options.clientId },
    scope,
    receivedAt: time.now(),
    ...(key && granted.tokenType === 'dpop' && { dpopKey: key.jwk }),
  })
  const before = await orEnded(context, connection, tokens, () => {
    checkBinding(granted, key !== undefined, connection.settings.dpop === 'on')
    return replaceKept(context.store, tokens)
  })
  report({
    type: 'approved',
    ...(tokens.subject !== undefined && { subject: tokens.subject }),
    ...(tokens.name !== undefined && { name: tokens.name }),
  })
  // Two processes that continue the same sign-in get the same tokens.
  const hasFormer = before !== undefined && !isSameSignIn(before, tokens)
  if (hasFormer && options.endsFormer !== false) await endQuietly(context, connection, before)
  return identityOf(tokens)
}

function replaceKept(store: TokenStore, tokens: StoredTokens): Promise<StoredTokens | undefined> {
  return store.exclusive(async () => {
    const before = await store.read()
    await store.write(tokens)
    return before
  })
}

async function orEnded<Result>(
  context: Pick<LoginContext, 'report'>,
  connection: Connection,
  tokens: StoredTokens,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    // Tokens that are not kept must not stay behind at the server.
    await endQuietly(context, connection, tokens)
    throw thrown
  }
}

async function endQuietly(
  { report }: Pick<LoginContext, 'report'>,
  connection: Connection,
  tokens: StoredTokens,
): Promise<void> {
  try {
    await endGrant(connection, tokens)
  } catch {
    report({ type: 'notRevoked' })
  }
}
