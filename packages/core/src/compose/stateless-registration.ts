import { createClientSeal, type SealedClient } from '../defaults/client-seal.js'
import { systemClock } from '../defaults/clock.js'
import { checkSecretList } from '../defaults/opaque.js'
import { isWithin } from '../machine/scope.js'
import { type Duration, day } from '../machine/time.js'
import { checkOptionNames } from '../misuse/option-names.js'
import type { RegisteredClient, RegistrationRefusal, RegistrationRequest } from '../ports/client-registration.js'
import type { Client } from '../ports/client-registry.js'
import type { Clock } from '../ports/runtime.js'
import { digestClientSecret } from '../service/client/client-secret.js'

/** The options of `createStatelessRegistration`. */
export interface StatelessRegistrationOptions {
  /** The issuer of the grant. A client of one issuer is unknown to every other one. */
  readonly issuer: string
  /**
   * The secrets that keep the facts about clients in their identifiers. Each has at least 32 random characters. The first one
   * seals. The others only open, so put a new secret first, and remove the old one after `lifetime`.
   */
  readonly secrets: readonly string[]
  /** The scope values that such a client may have. A registration that requests another one is refused. */
  readonly scopes: readonly string[]
  /**
   * How long a registration is valid, in milliseconds. After it the client is unknown, its tokens are not active, and the
   * program must register again.
   *
   * @defaultValue 90 days
   */
  readonly lifetime?: Duration
  /**
   * When a client gets a refresh token: only if the granted scope has `offline_access`, or always.
   *
   * @defaultValue `'offlineAccess'`
   */
  readonly refreshTokens?: Client['refreshTokens']
  /** Whether the tokens of such a client must be bound to a key. `required` needs the option `dpop`. @defaultValue `'offered'` */
  readonly dpop?: Client['dpop']
  /** Whether such a client may start with a code challenge, or must. @defaultValue `'offered'` */
  readonly pkce?: Client['pkce']
  /** Whether the person types a number from the page into the device of such a client. @defaultValue `false` */
  readonly verificationNumber?: Client['verificationNumber']
  /** @defaultValue the clock of this machine */
  readonly clock?: Clock
}

/** A client registry of programs that have registered themselves. It is a `ClientRegistry`, and answers at once. */
export interface StatelessRegistration {
  /** Returns the client of an identifier that `registerClient` made, until its registration ends. */
  findClient(clientId: string): Client | undefined
  /** Registers a client, or refuses to. It stores nothing. */
  registerClient(request: RegistrationRequest): RegisteredClient | RegistrationRefusal
}

/**
 * Lets programs register themselves as clients without a table: the identifier of a client holds its sealed facts, and its
 * secret is a keyed digest of the identifier. Such a client can only start device grants and refresh its tokens, and the page
 * says that it is unverified. A single registration cannot be revoked, but the host can disable its client
 * (docs/guide/register-clients.md).
 *
 * @throws `ConfigurationError` for an unknown option.
 * @throws `TypeError` or `RangeError` when an option is wrong or a secret cannot be used.
 * @example
 * ```ts
 * import { type ClientRegistry, createStatelessRegistration } from '@devicegrant/core'
 *
 * const registration = createStatelessRegistration({
 *   issuer: 'https://login.example.com',
 *   secrets: [process.env.REGISTRATION_SECRET ?? ''],
 *   scopes: ['read', 'offline_access'],
 * })
 * const clients: ClientRegistry = {
 *   findClient: (clientId) => registration.findClient(clientId) ?? registered.get(clientId),
 *   registerClient: registration.registerClient,
 * }
 * ```
 */
export function createStatelessRegistration(options: StatelessRegistrationOptions): StatelessRegistration {
  const settings = checked(options)
  const { issuer, secrets, scopes, lifetime = 90 * day, clock = systemClock } = settings
  const { seal, open } = createClientSeal(issuer, secrets)
  return {
    findClient(clientId) {
      const opened = open(clientId)
      if (opened === undefined || clock.now() >= opened.client.expiresAt) return undefined
      return clientOf(clientId, opened, settings)
    },
    registerClient({ name, authMethod, grantTypes, scopes: requested }) {
      // A person cannot decide about a program without a name.
      if (name === '' || !grantTypes.includes('device_code')) return { refused: 'invalidClientMetadata' }
      if (!isWithin(requested ?? [], scopes)) return { refused: 'invalidScope' }
      const expiresAt = clock.now() + lifetime
      const refreshes = grantTypes.includes('refresh_token')
      const clientId = seal({ name, authMethod, refreshes, ...(requested && { scopes: requested }), expiresAt })
      if (clientId === undefined) return { refused: 'invalidClientMetadata' }
      const secret = authMethod === 'none' ? undefined : open(clientId)?.clientSecret
      return {
        clientId,
        ...(secret !== undefined && { clientSecret: secret }),
        expiresAt,
        grantTypes: grantTypesOf(refreshes),
        scopes: requested ?? scopes,
      }
    },
  }
}

type Checked = StatelessRegistrationOptions & { readonly secrets: readonly [string, ...string[]] }

function checked(options: StatelessRegistrationOptions): Checked {
  checkOptionNames('createStatelessRegistration', options ?? null, {
    issuer: true,
    secrets: true,
    scopes: true,
    lifetime: true,
    refreshTokens: true,
    dpop: true,
    pkce: true,
    verificationNumber: true,
    clock: true,
  })
  const { issuer, secrets, scopes, lifetime = day } = options
  if (typeof issuer !== 'string' || issuer === '') throw new TypeError('issuer: must be the issuer of the grant')
  checkSecretList('secrets', secrets)
  if (!Array.isArray(scopes)) throw new TypeError('scopes: must be a list of scope values')
  if (!Number.isFinite(lifetime) || lifetime <= 0) throw new RangeError('lifetime: must be in milliseconds, 1 or more')
  return { ...options, secrets }
}

function clientOf(
  clientId: string,
  { client, clientSecret }: { readonly client: SealedClient; readonly clientSecret: string },
  { scopes: allowed, refreshTokens, dpop, pkce, verificationNumber }: StatelessRegistrationOptions,
): Client {
  const { name, authMethod, refreshes, scopes } = client
  // The host may have removed a scope value since.
  const own = scopes?.filter((value) => allowed.includes(value))
  return {
    clientId,
    name,
    authMethods: [authMethod],
    ...(authMethod !== 'none' && { secretDigests: [digestClientSecret(clientSecret)] }),
    grantTypes: grantTypesOf(refreshes),
    ...(refreshTokens && { refreshTokens }),
    ...(dpop && { dpop }),
    ...(pkce && { pkce }),
    ...(verificationNumber !== undefined && { verificationNumber }),
    scopes: own ?? allowed,
    defaultScopes: own ?? [],
    verified: false,
  }
}

function grantTypesOf(refreshes: boolean): Client['grantTypes'] {
  return refreshes ? ['device_code', 'refresh_token'] : ['device_code']
}
