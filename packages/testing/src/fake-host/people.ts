import type { Account, AccountDirectory, Client, ClientRegistry, Organizations } from '@devicegrant/core'
import type { AuditFixtures } from '../http-audits/bench/fixtures.js'
import { fakeSigner } from './fake-assertions.js'
import { fakeHash } from './fake-hasher.js'

const resources = ['https://api.example.com', 'https://files.example.com'] as const
const scopes = ['read', 'write', 'profile', 'openid', 'offline_access'] as const
const confidentialClient = { clientId: 'fake-backend', secret: 'fake-backend-secret' }

/** The part of the fixtures that is the same for every fake host. */
export type FakeFixtures = Omit<
  Required<AuditFixtures>,
  'issuer' | 'baseUrl' | 'replayWindow' | 'tombstone' | 'refresh' | 'signingClient'
>

/** The clients and accounts of every fake host. */
export const fakeFixtures: FakeFixtures = {
  client: { clientId: 'fake-cli', name: 'Fake CLI', scopes, resources },
  otherClient: { clientId: 'fake-tv', name: 'Fake TV', forbiddenScope: 'write' },
  confidentialClient,
  clientWithoutGrant: { clientId: 'fake-no-device', name: 'Fake without devices' },
  disabledClient: { clientId: 'fake-disabled', name: 'Fake disabled' },
  awkwardClient: { clientId: 'fake: 50% off + é', secret: 's:e%c+r é t' },
  tunedClient: { clientId: 'fake-slow', name: 'Fake slow', expiresIn: 90, interval: 7 },
  rotatingClient: { clientId: 'fake-rotating', secrets: ['fake-rotating-old-secret', 'fake-rotating-new-secret'] },
  unencodedClient: { clientId: 'fake-curl', secrets: ['fake+unencoded%41secret', 'fake+unencoded%zz-secret%'] },
  introspectingClient: { clientId: 'fake-api', secret: 'fake-api-secret' },
  ownIntrospectingClient: { clientId: 'fake-own-api', secret: 'fake-own-api-secret' },
  audienceIntrospectingClient: {
    clientId: 'fake-resource',
    secret: 'fake-resource-secret',
    audience: 'https://api.example.com',
  },
  clientWithoutIntrospection: confidentialClient,
  passwordClient: { clientId: 'fake-legacy', secret: 'fake-legacy-secret' },
  corsOrigin: 'https://app.example',
  accounts: [
    { username: 'alice', password: 'correct horse battery staple' },
    { username: 'bob', password: 'a quiet rivière under seven bridges' },
  ],
  disabledAccount: { username: 'carol', password: 'disabled accounts stay outside' },
  passwordlessAccount: { username: 'dave' },
  loginScope: 'write',
}

// `digestClientSecret` of each secret: SHA-256 as base64url.
const secretDigests: Readonly<Record<string, readonly string[]>> = {
  [confidentialClient.clientId]: ['7iO352fRZ9WBsERfz9WibCK7GpV6Bf2o9YZDy81Coc4'],
  [fakeFixtures.awkwardClient.clientId]: ['ZlrV0THR3fjPI0CeK0gg4u8G6_Q-9Plse8Kdm_5pnqI'],
  [fakeFixtures.rotatingClient.clientId]: [
    'We8OEd5ohW-fU6jLg-mMfFpivAidMua4AnCdhIUWq4s',
    'hTW3jVWyF8X1VleVxEByiUSYU8rafpUtXv2OZ8n1PlU',
  ],
  [fakeFixtures.unencodedClient.clientId]: [
    'AKBdadX6zZcjUyNMQYO7b4jc2fjhdTTxhOurIHPSEIs',
    'uFwaXTJwNOIpHD7SdZwDHHPboaHwYyUwU0ZrBnnpE3k',
  ],
  [fakeFixtures.introspectingClient.clientId]: ['AsthUlsSDYUMckLLNRWihZ6UEn_C9PEPm2nrX410hjE'],
  [fakeFixtures.ownIntrospectingClient.clientId]: ['YfOgaQi9NejlZrAW99I5KdnaF0jAamtVik2VaoHxWdk'],
  [fakeFixtures.audienceIntrospectingClient.clientId]: ['bCJURKd3Vu-dxE2L8ILR6KpuFE4g0GcP_IiEYzsdUZM'],
  [fakeFixtures.passwordClient.clientId]: ['2ct40rFQ3IrCS2NfLB6QMBv2gIFNYi0_FMTorl_hgIg'],
}

// Rights that only some clients have.
const privileges: Readonly<Record<string, Partial<Client>>> = {
  [fakeFixtures.introspectingClient.clientId]: { introspects: 'every' },
  [fakeFixtures.ownIntrospectingClient.clientId]: { introspects: 'own' },
  [fakeFixtures.audienceIntrospectingClient.clientId]: {
    introspects: { audience: fakeFixtures.audienceIntrospectingClient.audience },
  },
  [fakeFixtures.passwordClient.clientId]: { grantTypes: ['device_code', 'refresh_token', 'password'] },
}

const shared = {
  authMethods: ['none'],
  grantTypes: ['device_code'],
  scopes,
  defaultScopes: ['read'],
  resources,
} as const

/** The clients of a fake host, which a test may change. */
export function createFakeClients(): Map<string, Client> {
  return new Map([...publicClients(), ...confidentialClients()].map((known) => [known.clientId, known]))
}

function publicClients(): readonly Client[] {
  const { client, otherClient, clientWithoutGrant, disabledClient, tunedClient } = fakeFixtures
  return [
    {
      ...shared,
      clientId: client.clientId,
      name: client.name,
      verified: true,
      grantTypes: ['device_code', 'refresh_token'],
    },
    { ...shared, clientId: otherClient.clientId, name: otherClient.name, scopes: ['read'] },
    { ...shared, clientId: clientWithoutGrant.clientId, name: clientWithoutGrant.name, grantTypes: [] },
    { ...shared, clientId: disabledClient.clientId, name: disabledClient.name, disabled: true },
    {
      ...shared,
      clientId: tunedClient.clientId,
      name: tunedClient.name,
      codeLifetime: tunedClient.expiresIn * 1_000,
      pollInterval: tunedClient.interval * 1_000,
    },
  ]
}

function confidentialClients(): readonly Client[] {
  const confidential = { ...shared, name: 'Fake backend', grantTypes: ['device_code', 'refresh_token'] } as const
  const withSecrets = Object.entries(secretDigests).map(
    ([clientId, digests]): Client => ({
      ...confidential,
      clientId,
      authMethods: ['client_secret_basic', 'client_secret_post'],
      secretDigests: digests,
      ...privileges[clientId],
    }),
  )
  const { clientId, key } = fakeSigner
  return [...withSecrets, { ...confidential, clientId, authMethods: ['private_key_jwt'], keys: [key] }]
}

/** The accounts of a fake host by username, which a test may change. */
export function createFakeAccounts(): Map<string, Account> {
  const { accounts, disabledAccount, passwordlessAccount } = fakeFixtures
  const all: readonly { readonly username: string; readonly password?: string }[] = [
    ...accounts,
    disabledAccount,
    passwordlessAccount,
  ]
  return new Map(
    all.map(({ username, password }) => [
      username,
      {
        subject: `fake-subject-of-${username}`,
        username,
        ...(username === disabledAccount.username && { disabled: true }),
        ...(password !== undefined && { passwordHash: fakeHash(password) }),
      },
    ]),
  )
}

/** The registry over these clients. */
export function registryOf(clients: ReadonlyMap<string, Client>): ClientRegistry {
  return { findClient: async (clientId) => clients.get(clientId) }
}

// The first account belongs to two organizations, the others to none.
function organizationsOf(username: string | undefined): Organizations {
  if (username !== fakeFixtures.accounts[0].username) return { all: [] }
  const usual = { key: 'acme', name: 'Acme' }
  return { all: [usual, { key: 'globex', name: 'Globex' }], chosen: usual }
}

/** The directory over these accounts. */
export function directoryOf(accounts: Map<string, Account>): Required<Omit<AccountDirectory, 'findClaims'>> {
  const bySubject = (subject: string): Account | undefined =>
    [...accounts.values()].find((account) => account.subject === subject)
  return {
    findAccount: async (subject) => bySubject(subject),
    findByUsername: async (username) => accounts.get(username),
    findOrganizations: async (subject) => organizationsOf(bySubject(subject)?.username),
    async replacePasswordHash(subject, seen, next) {
      const account = bySubject(subject)
      if (account === undefined || account.passwordHash !== seen) return false
      accounts.set(account.username, { ...account, passwordHash: next })
      return true
    },
  }
}
