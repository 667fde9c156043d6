import type { GrantFacts } from '../../machine/families/token-family.js'
import type { IssuedTokens, TokenRequest } from '../../ports/token-issuer.js'
import type { ServiceContext } from '../call/context.js'

/** Returns what a token issuer learns about the cap of a grant. */
export function longestLifetimeOf({ lifetimes }: Pick<GrantFacts, 'lifetimes'>): Pick<TokenRequest, 'longestLifetime'> {
  return lifetimes?.accessLifetime === undefined ? {} : { longestLifetime: lifetimes.accessLifetime }
}

/** Reports a token that lives longer than the risk policy allows. The issuer of the host alone can shorten it. */
export function checkLifetime(
  { report }: Pick<ServiceContext, 'report'>,
  { lifetime }: IssuedTokens,
  { lifetimes }: Pick<GrantFacts, 'lifetimes'>,
): void {
  const longest = lifetimes?.accessLifetime
  if (longest === undefined || lifetime <= longest) return
  const message = `\`tokens.issue\` made an access token for ${lifetime} ms, and its \`longestLifetime\` was ${longest} ms`
  report(new Error(message), 'issuing tokens of a grant that the risk policy has capped')
}
