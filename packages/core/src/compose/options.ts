import type { ForwardedHeader } from '../http/callers/forwarded.js'
import type { TrustedProxies } from '../http/callers/trusted-proxies.js'
import type { Policy } from '../machine/policy.js'
import type { ConfigurationWarning, WarningCode } from '../misuse/configuration-warning.js'
import type { AccountDirectory } from '../ports/account-directory.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { AddressLocator } from '../ports/hooks/address-locator.js'
import type { Assurance } from '../ports/hooks/assurance.js'
import type { Challenge } from '../ports/hooks/challenge.js'
import type { HostSessions } from '../ports/host-sessions.js'
import type { EventSink, FaultReporter } from '../ports/runtime.js'
import type { Stores } from '../ports/stores.js'
import type { Telemetry } from '../ports/telemetry/telemetry.js'
import type { TokenIssuer, TokenIssuerFactory } from '../ports/token-issuer.js'
import type { PageOptions } from '../verification/page-options.js'
import type { Dialect } from '../wire/dialect.js'
import type { ListedClient } from './listed-clients.js'
import type { ApprovalNoticesOption } from './options/approval-notice-options.js'
import type { ClientAssertionOptions } from './options/client-assertion-options.js'
import type { CorsOptions } from './options/cors-options.js'
import type { DpopOption } from './options/dpop-options.js'
import type { LimitRulesOption } from './options/limits-option.js'
import type { MetadataOptions } from './options/metadata-options.js'
import type { PasswordLoginOptions } from './options/password-login-options.js'
import type { RiskOptions } from './options/risk-options.js'
import type { RuntimeOptions } from './options/runtime-options.js'

/** The options of `createDeviceGrant`. An option without a default value is required. */
export interface DeviceGrantOptions extends ApprovalNoticesOption, DpopOption, RiskOptions {
  /**
   * The issuer identifier (RFC 8414 §2): an https URL without query and fragment. An http URL is accepted on a loopback
   * host, for development.
   */
  readonly issuer: string
  /**
   * The public URL at which the handler is mounted. Must have the origin of the issuer and no slash at the end.
   *
   * @defaultValue `issuer`
   */
  readonly baseUrl?: string
  /**
   * The secret from which all digest and encryption keys are derived: at least 32 random bytes or characters, such as
   * the output of `openssl rand -hex 32`. Must be the same in every process of this issuer, and must be kept secret. The
   * type allows `undefined`, so that a variable of the environment can be passed as it is; the check refuses it.
   */
  readonly secret: string | Uint8Array | undefined
  /**
   * Keeps the records: `createMemoryStores()` of `@devicegrant/store-memory`, `await openRedisStores(…)` of
   * `@devicegrant/store-redis`, or the host's own. The clock of the stores is the clock of the grant.
   */
  readonly stores: Stores
  /** The host's clients: a list of them, or `{ findClient }` for clients in a database. */
  readonly clients: ClientRegistry | readonly ListedClient[]
  /** Finds the host's accounts. */
  readonly accounts: AccountDirectory
  /**
   * Makes and verifies tokens: `createJwtIssuer({ keys })` of `@devicegrant/core/jwt`, which gets the issuer and the clock
   * from the grant, or the host's own.
   */
  readonly tokens: TokenIssuer | TokenIssuerFactory
  /**
   * Whether an access token whose claims have no `grantId` is accepted at the verification interface, at introspection
   * and by `service.isTokenActive`. The library cannot see that the grant of such a token was revoked or unlinked; it
   * still checks the account, the client, and whether everything of either was revoked. `'refuse'` needs `stores.families`.
   * Tokens of `createJwtIssuer` always name their grant.
   *
   * @defaultValue `'accept'`
   */
  readonly tokensWithoutGrant?: 'accept' | 'refuse'
  /** Lets clients authenticate by `private_key_jwt` (RFC 7523). Needs `stores.jtis`. @defaultValue none: no client can */
  readonly clientAssertions?: ClientAssertionOptions
  /**
   * Lets people sign in with username and password. Either this or `hostSessions` is required.
   *
   * @defaultValue none: there is no login with a password
   */
  readonly passwordLogin?: PasswordLoginOptions
  /**
   * The host's own sign-in, which the page uses in place of its form. Either this or `passwordLogin` is required.
   *
   * @defaultValue none: the page shows its own sign-in form
   */
  readonly hostSessions?: HostSessions
  /**
   * Code lifetime, poll interval and other limits. Durations are milliseconds.
   *
   * @defaultValue `defaultPolicy`, for each member that is missing
   */
  readonly policy?: Partial<Policy>
  /**
   * How often an address, an account and everybody together may try: to start codes, to guess user codes, passwords, client
   * secrets and device codes. `stores.limits` counts the tries. Set single rules to change them. `false` switches all
   * limits off, for tests.
   *
   * @defaultValue the default of each rule
   */
  readonly limits?: LimitRulesOption | false
  /**
   * Called when a limit refuses a sign-in, a user code or a start, for each refused request. Lets the request pass once, or
   * sends the person to a page of the host with a challenge, such as a CAPTCHA. Never called for the limits of an account
   * that somebody tries to sign in to.
   *
   * @defaultValue none: every such request is refused
   */
  readonly challenge?: Challenge
  /**
   * Finds out where an IP address is, in words for people. The page shows the place of the device that asks for access.
   *
   * @defaultValue none: the page shows the address alone
   */
  readonly locateAddress?: AddressLocator
  /**
   * Says whether the sign-in of a person has a level that a device demands with `acr_values` (RFC 9470 §4), or where the person
   * can reach it.
   *
   * @defaultValue none: only the `acr` of `hostSessions` counts, and a request that demands another level is denied
   */
  readonly assurance?: Assurance
  /**
   * The timeout of one call to a port, in milliseconds, from 10 to 60 000. A call that takes longer is treated as an
   * outage. All calls of one request together get twice this time; after that no further port is called. Hashing a
   * password, and waiting to hash one, does not count.
   *
   * @defaultValue 1 second
   */
  readonly timeout?: number
  /**
   * How the page presents the host: its name, color, logo, words for scope values, languages, and own templates.
   *
   * @defaultValue the page without a name and a brand, in eight languages
   */
  readonly page?: PageOptions
  /**
   * The proxies whose header with the address of the caller is believed. Either a list of addresses, ranges
   * (`10.0.0.0/8`, `fd00::/8`) and the names `loopback`, `linklocal` and `uniquelocal`; or `{ hops }`, the number of
   * proxies in front, if their addresses change; or a function that finds the address.
   *
   * @defaultValue none: the header is ignored
   */
  readonly trustedProxies?: TrustedProxies
  /**
   * The one header in which the trusted proxies name the caller: `'x-forwarded-for'`, or `'forwarded'` (RFC 7239). The
   * proxies must write this header themselves: a caller can send the other one too.
   *
   * @defaultValue `'x-forwarded-for'`
   */
  readonly forwardedHeader?: ForwardedHeader
  /**
   * Lets pages of these origins start codes, poll, refresh and revoke, and read the metadata and the public keys. Uses
   * CORS without credentials. The login, the page, decisions and introspection stay closed to every other origin.
   *
   * @defaultValue none: requests from pages of other origins are refused
   */
  readonly cors?: CorsOptions
  /** What the metadata says beside what is served. @defaultValue it lists no scope values and no claims */
  readonly metadata?: MetadataOptions
  /** Receives every security event once. @defaultValue none: events are dropped */
  readonly events?: EventSink
  /**
   * Receives every failure, so that the host can log it. Clients never see its details.
   *
   * @defaultValue writes to standard error
   */
  readonly onFault?: FaultReporter
  /**
   * Receives a warning for each insecure setting: at the start, or once when a request shows the problem, such as a
   * mount path without `baseUrl`. `message` says what to do, and `warning` has the same with its code.
   *
   * @defaultValue writes to standard error
   */
  readonly onWarning?: (message: string, warning: ConfigurationWarning) => void
  /** The codes of warnings that the host accepts: they are not reported. docs/warnings.md has them. @defaultValue none */
  readonly acceptWarnings?: readonly WarningCode[]
  /**
   * Receives requests, port calls, events and failures, for metrics and traces: `createOpenTelemetry()` of
   * `@devicegrant/core/opentelemetry`, or the host's own.
   *
   * @defaultValue none: nothing is measured
   */
  readonly telemetry?: Telemetry
  /**
   * The dialects that are served, side by side. The RFC 8414 metadata describes the first dialect that has an endpoint
   * in it.
   *
   * @defaultValue `[rfc8628]`
   */
  readonly dialects?: readonly Dialect[]
  /**
   * Accepts http URLs on hosts that are not loopback, in `issuer` and `cors.origins`. For closed test networks only.
   *
   * @defaultValue `false`
   */
  readonly allowInsecureIssuer?: boolean
  /**
   * Replaces the randomness, the keyed digests or the sealing, for tests. The clock is `stores.clock`.
   *
   * @defaultValue `createSystemRuntime()`, for each member that is missing
   */
  readonly runtime?: RuntimeOptions
}
