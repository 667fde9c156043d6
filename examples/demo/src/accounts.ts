import type { Account, AccountDirectory, Organization, PasswordHasher } from '@devicegrant/core'

/** The members of an account that an administrator may change while the server runs. */
export interface AccountChange {
  readonly disabled?: boolean
  readonly password?: string
}

/** The accounts of the demo. A real host has them in a table. */
export interface DemoAccounts extends AccountDirectory {
  change(username: string, change: AccountChange): Promise<Account | undefined>
}

const fixtures = [
  {
    username: 'alice',
    name: 'Alice Archer',
    password: 'correct horse battery staple',
    organizations: ['acme', 'globex'],
  },
  { username: 'bob', name: 'Bob Baker', password: 'a quiet river under seven bridges' },
  { username: 'carol', name: 'Carol Cooper', password: 'disabled accounts stay outside', disabled: true },
  { username: 'dave', name: 'Dave Dyer' },
] as const

// If a person chooses no organization, the first one of the account is used.
const organizations: readonly Organization[] = [
  { key: 'acme', name: 'Acme' },
  { key: 'globex', name: 'Globex' },
]

/** Creates the accounts, with hashed passwords. */
export async function createAccounts(hasher: PasswordHasher): Promise<DemoAccounts> {
  const accounts = new Map<string, Account>()
  for (const fixture of fixtures) {
    accounts.set(fixture.username, {
      subject: `user-${fixture.username}`,
      username: fixture.username,
      ...('disabled' in fixture && { disabled: fixture.disabled }),
      ...('password' in fixture && { passwordHash: await hasher.hash(fixture.password) }),
    })
  }
  const bySubject = (subject: string) => [...accounts.values()].find((account) => account.subject === subject)
  return {
    findAccount: async (subject) => bySubject(subject),
    findByUsername: async (username) => accounts.get(username),
    async findOrganizations(subject) {
      const fixture = fixtures.find(({ username }) => username === bySubject(subject)?.username)
      const keys: readonly string[] = fixture !== undefined && 'organizations' in fixture ? fixture.organizations : []
      const all = organizations.filter(({ key }) => keys.includes(key))
      const [chosen] = all
      return { all, ...(chosen && { chosen }) }
    },
    async findClaims(subject, { scope }) {
      const { username } = bySubject(subject) ?? {}
      const name = fixtures.find((fixture) => fixture.username === username)?.name
      // OpenID Connect Core §5.4: these two claims are for the scope `profile`.
      return scope.includes('profile') ? { name, preferred_username: username } : {}
    },
    async replacePasswordHash(subject, seen, next) {
      const account = bySubject(subject)
      if (account === undefined || account.passwordHash !== seen) return false
      accounts.set(account.username, { ...account, passwordHash: next })
      return true
    },
    async change(username, { disabled, password }) {
      const passwordHash = password === undefined ? undefined : await hasher.hash(password.normalize('NFC'))
      const account = accounts.get(username)
      if (account === undefined) return undefined
      const changed = {
        ...account,
        ...(disabled !== undefined && { disabled }),
        ...(passwordHash !== undefined && { passwordHash }),
      }
      accounts.set(username, changed)
      return changed
    },
  }
}
