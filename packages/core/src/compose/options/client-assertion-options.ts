import type { AssertionVerifier } from '../../ports/proving/client-assertions.js'

/** How signed client assertions (RFC 7523) are checked. `stores.jtis` remembers the used ones. */
export interface ClientAssertionOptions {
  /** Checks signatures: `createAssertionVerifier()` of `@devicegrant/core/jwt`, or the host's own. */
  readonly verifier: AssertionVerifier
  /**
   * The one audience that an assertion must name. `'issuer'` accepts the issuer only (RFC 7523bis §4).
   * `'issuerOrEndpoint'` is for older clients: it also accepts the URL of the endpoint that receives the assertion. An
   * assertion with more than one audience is always refused.
   *
   * @defaultValue `'issuer'`
   */
  readonly audience?: 'issuer' | 'issuerOrEndpoint'
}
