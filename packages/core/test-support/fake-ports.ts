import type { Account, AccountDirectory } from '../src/ports/account-directory.js'
import type { Client, ClientRegistry } from '../src/ports/client-registry.js'
import type { PasswordHasher } from '../src/ports/password-hasher.js'
import type { Clock } from '../src/ports/runtime.js'
import type { AccessTokenClaims, TokenIssuer, TokenRequest } from '../src/ports/token-issuer.js'
import { digestClientSecret } from '../src/service/client/client-secret.js'

/** The secret of the confidential client in every test world. */
export const agentSecret = 'agent-secret-7f2c91d05ab34e68'

/** A public client. It sends only its identifier. */
export const tv: Client = {
  clientId: 'tv',
  name: 'Living-room TV',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  scopes: ['read', 'write', 'admin', 'openid', 'offline_access'],
  defaultScopes: ['read'],
  resources: ['https://api.example/', 'https://files.example/'],
  verified: true,
}

/** Another public client. */
export const otherTv: Client = { ...tv, clientId: 'other-tv', name: 'Somebody else’s TV', verified: false }

/** A confidential client. */
export const agent: Client = {
  ...tv,
  clientId: 'agent',
  name: 'Build agent',
  authMethods: ['client_secret_basic', 'client_secret_post'],
  secretDigests: [digestClientSecret(agentSecret)],
  introspects: 'every',
}

/** A registry that a test can change while it runs. */
export class FakeClients implements ClientRegistry {
  readonly byId = new Map<string, Client>([tv, otherTv, agent].map((client) => [client.clientId, client]))

  async findClient(clientId: string): Promise<Client | undefined> {
    return this.byId.get(clientId)
  }

  change(clientId: string, changes: Partial<Client>): void {
    const client = this.byId.get(clientId)
    if (client === undefined) throw new Error(`no client ${clientId}`)
    this.byId.set(clientId, { ...client, ...changes })
  }
}

/** The passwords of the accounts below. */
export const passwords = { alice: 'correct horse battery', bob: 'staple of a rusty gate' } as const

/** A directory that a test can change while it runs. */
export class FakeAccounts implements AccountDirectory {
  readonly bySubject = new Map<string, Account>([
    ['account-alice', { subject: 'account-alice', username: 'alice', passwordHash: `today:${passwords.alice}` }],
    ['account-bob', { subject: 'account-bob', username: 'bob', passwordHash: `today:${passwords.bob}` }],
  ])
  /** The usernames that were looked up. */
  readonly lookedUp: string[] = []

  async findAccount(subject: string): Promise<Account | undefined> {
    return this.bySubject.get(subject)
  }

  async findByUsername(username: string): Promise<Account | undefined> {
    this.lookedUp.push(username)
    return [...this.bySubject.values()].find((account) => account.username === username)
  }

  async replacePasswordHash(subject: string, seen: string, next: string): Promise<boolean> {
    if (this.bySubject.get(subject)?.passwordHash !== seen) return false
    this.change(subject, { passwordHash: next })
    return true
  }

  add(account: Account): void {
    this.bySubject.set(account.subject, account)
  }

  change(subject: string, changes: Partial<Account>): void {
    const account = this.bySubject.get(subject)
    if (account === undefined) throw new Error(`no account ${subject}`)
    this.bySubject.set(subject, { ...account, ...changes })
  }
}

/** An issuer that never makes the same token twice, so that a test notices a second set. */
export class FakeIssuer implements TokenIssuer {
  /** The token requests, in order. */
  readonly grants: TokenRequest[] = []
  readonly claims = new Map<string, AccessTokenClaims>()
  readonly clock: Clock
  /** Whether it makes refresh tokens itself, as a host without families may. */
  readonly ownRefreshTokens: boolean

  constructor(clock: Clock, ownRefreshTokens: boolean) {
    this.clock = clock
    this.ownRefreshTokens = ownRefreshTokens
  }

  async issue(request: TokenRequest): ReturnType<TokenIssuer['issue']> {
    this.grants.push(request)
    const count = this.grants.length
    const accessToken = `access-token-${count}`
    const { tokenSetId: _set, resources, ...said } = request
    const audience = resources.length > 0 ? resources : ['https://issuer.example']
    const issuedAt = this.clock.now()
    this.claims.set(accessToken, { ...said, audience, tokenId: accessToken, issuedAt, expiresAt: issuedAt + 600_000 })
    const tokens = { accessToken, tokenType: 'Bearer', lifetime: 600_000 }
    return this.ownRefreshTokens ? { ...tokens, refreshToken: `refresh-token-${count}` } : tokens
  }

  async verify(accessToken: string): Promise<AccessTokenClaims | undefined> {
    const claims = this.claims.get(accessToken)
    return claims !== undefined && this.clock.now() < claims.expiresAt ? claims : undefined
  }
}

/** A hasher without a real hash: `today:<password>`, or `yesterday:<password>` for outdated hashes. */
export class FakeHasher implements PasswordHasher {
  readonly hashed: string[] = []
  readonly verified: { readonly hash: string; readonly password: string }[] = []

  async hash(password: string): Promise<string> {
    this.hashed.push(password)
    return `today:${password}`
  }

  async verify(hash: string, password: string): Promise<boolean> {
    this.verified.push({ hash, password })
    return hash === `today:${password}` || hash === `yesterday:${password}`
  }

  isOutdated(hash: string): boolean {
    return hash.startsWith('yesterday:')
  }
}
