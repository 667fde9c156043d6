import { type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import type { TokenIssuer, TokenIssuerFactory } from '../../ports/token-issuer.js'
import { name } from '../../service/records/record-rules.js'
import type { DeviceGrantOptions } from '../options.js'
import { missing } from './functions.js'

/** Returns the problems of the option `tokens`. */
export function checkTokens({ issuer, tokens }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  return isFactory(tokens) ? [] : checkTokenIssuer(issuer, tokens)
}

/** Returns the problems of a token issuer. */
export function checkTokenIssuer(issuer: string, tokens: TokenIssuer): readonly ConfigurationProblem[] {
  return [...missing('tokens', tokens, ['issue']), ...checkIssuer(issuer, tokens), ...checkAudience(tokens)]
}

/** Returns whether the option `tokens` makes the token issuer once it has the issuer of the grant. */
export function isFactory(tokens: TokenIssuer | TokenIssuerFactory): tokens is TokenIssuerFactory {
  const has = (name: string): boolean => typeof Reflect.get(Object(tokens), name) === 'function'
  return has('forIssuer') && !has('issue')
}

// A list would match no token.
function checkAudience(tokens: TokenIssuer): readonly ConfigurationProblem[] {
  const audience: unknown = Reflect.get(Object(tokens), 'audience')
  if (audience === undefined || name.is(audience)) return []
  return [invalid('tokens.audience', `must be ${name.allowed}: the audience of a token whose grant names no resource`)]
}

// RFC 9068 §4: a resource server compares the `iss` of a token with the issuer as text.
function checkIssuer(issuer: string, tokens: TokenIssuer): readonly ConfigurationProblem[] {
  const named: unknown = Reflect.get(Object(tokens), 'issuer')
  if (typeof named !== 'string' || typeof issuer !== 'string' || named === issuer) return []
  const message = `tokens has the issuer ${JSON.stringify(named)}, but the option issuer is ${JSON.stringify(issuer)}: leave the issuer out of createJwtIssuer, or use the same text for both`
  return [problem('token-issuer-mismatch', 'tokens', message)]
}
