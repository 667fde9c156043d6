import type { PageOptions } from './http/verification/parts.js'
import type { HostSessions } from './http/verification/viewer.js'
import type { ClientId } from './machine/names.js'
import type { Policy } from './machine/policy.js'
import type { AccountDirectory } from './ports/account-directory.js'
import type { Ambient, EventSink, FaultReporter } from './ports/ambient.js'
import type { DeviceAuthorizationStore } from './ports/authorization-store.js'
import type { AssertionVerifier, OnceStore } from './ports/client-assertions.js'
import type { ClientRegistry } from './ports/client-registry.js'
import type { PasswordHasher } from './ports/password-hasher.js'
import type { TokenFamilyStore } from './ports/token-family-store.js'
import type { TokenIssuer } from './ports/token-issuer.js'
import type { HashingLimits } from './service/hashing-gate.js'
import type { Dialect } from './wire/dialect.js'

/** First-party login with name and password: `POST /login`, and the sign-in form of the page. */
export interface PasswordLoginOptions {
  /**
   * `createArgon2Hasher()` of `@devicegrant/core/argon2`; `composeHashers` of `@devicegrant/core/passwords` where accounts have
   * hashes of another system; or the host's own.
   */
  readonly hasher: PasswordHasher
  /** What a login may ask for. */
  readonly scopes: readonly string[]
  /** What it gets when it asks for nothing. */
  readonly defaultScopes: readonly string[]
  /** The client its tokens belong to: `first-party` unless said otherwise. No registered client may have this name. */
  readonly clientId?: string
  /** What that client is called where people see which devices are linked: `page.serviceName` unless said otherwise. */
  readonly clientName?: string
  /**
   * Serves the password grant of RFC 6749 §4.3 at the token endpoint, to clients that have it among their grants. Off
   * unless told: RFC 9700 §2.4 says that it must not be used, and a warning at the start repeats it.
   */
  readonly passwordGrant?: boolean
  /** How many hashes may run at once and how many may wait, from all addresses together. */
  readonly limits?: Partial<HashingLimits>
}

/** What it takes to check signed assertions of clients. */
export interface ClientAssertionOptions {
  /** `createAssertionVerifier()` of `@devicegrant/core/jwt`, or the host's own. */
  readonly verifier: AssertionVerifier
  /** Remembers which assertions have been used: `createMemoryOnceStore()`, or the host's own. */
  readonly used: OnceStore
  /**
   * The one audience that an assertion names: the issuer (RFC 7523bis §4), or, for older clients, either the issuer or the
   * URL of the endpoint that it is sent to. An assertion with several audiences is always refused.
   *
   * @defaultValue `issuer`
   */
  readonly audience?: 'issuer' | 'issuerOrEndpoint'
}

/** Which pages of other origins may call the endpoints that devices in browsers need. */
export interface CorsOptions {
  /**
   * The origins that are let in, each exactly as a browser sends it: `https://app.example.com`, with its port where that is
   * not the usual one. There is no `*`: a page of any site could then start codes in the name of its visitors.
   */
  readonly origins: readonly string[]
}

/** Everything `createDeviceGrant` can be told. What has no default is required. */
export interface DeviceGrantOptions {
  /** The RFC 8414 issuer: an https URL without query or fragment; http on loopback, for development. */
  readonly issuer: string
  /** The public URL that the handler is mounted at, when it is not the issuer itself. Same origin as the issuer. */
  readonly baseUrl?: string
  /** The key of all digests: 32 random bytes or more, the same in every process of this issuer, kept secret. */
  readonly secret: string | Uint8Array
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  /**
   * Keeps the record of every grant. With it tokens can be refreshed, revoked and introspected, and people see and end
   * what is linked to their account. Absent: none of that is served.
   */
  readonly families?: TokenFamilyStore
  /**
   * Whether access tokens whose claims have no `grantId` are accepted at the verification interface, by
   * `service.isTokenStanding` and at introspection. That their one grant was revoked or unlinked cannot be seen; their
   * account, their client and the cut-offs of both are looked at either way. `refuse` needs `families`. Tokens of
   * `createJwtIssuer` always name their grant.
   *
   * @defaultValue `accept`
   */
  readonly tokensWithoutGrant?: 'accept' | 'refuse'
  /** Lets clients say who they are by `private_key_jwt` (RFC 7523). Absent: none can. */
  readonly clientAssertions?: ClientAssertionOptions
  /** Absent: nobody logs in with a password here. */
  readonly passwordLogin?: PasswordLoginOptions
  /** The host's own sign-in for the page, in place of the page's own form. */
  readonly hostSessions?: HostSessions
  /** The numbers, in milliseconds: code lifetime, poll interval and so on. */
  readonly policy?: Partial<Policy>
  /**
   * How long a call to a port may take, in milliseconds, before it is answered as an outage; 1 000 unless told. A request
   * waits at most twice as long for all of its calls together, and no port is called after that. Hashing a password does
   * not count, nor does waiting for one's turn to.
   */
  readonly deadline?: number
  /** How the built-in page speaks of the host. */
  readonly page?: Partial<PageOptions>
  /** Addresses of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies?: readonly string[]
  /**
   * Lets pages of these origins start codes, poll, refresh and revoke, and read the metadata and the public keys, by CORS
   * without credentials. A login, the page, decisions and introspection are open to no other origin.
   *
   * @defaultValue none: requests from pages of other origins are refused
   */
  readonly cors?: CorsOptions
  /** Receives every security event once. */
  readonly events?: EventSink
  /** Receives failures that no client is told of. Writes them to standard error unless given. */
  readonly onFault?: FaultReporter
  /**
   * Receives what is configured against good advice: at the start, or once when a request shows it, as a mount without
   * `baseUrl`. Writes it to standard error unless given.
   */
  readonly onWarning?: (warning: string) => void
  /**
   * The spellings of the protocol that are served, side by side. The RFC's own unless given. The first that has an endpoint
   * in the RFC 8414 metadata is the one that the metadata is about.
   */
  readonly dialects?: readonly Dialect[]
  /** Accepts an http issuer on a host that is not loopback. For closed test networks only. */
  readonly allowInsecureIssuer?: boolean
  /**
   * Replaces the clock by that of a store, which keeps time for several processes, so that all of them judge by one. For
   * tests also the randomness, the keyed digests and the sealing.
   */
  readonly ambient?: Partial<Ambient>
}

/** The client whose tokens are a person's own sign-in, and which the registry has not. */
export function firstPartyClient({ clientId = 'first-party' }: Pick<PasswordLoginOptions, 'clientId'>): ClientId {
  return clientId
}
