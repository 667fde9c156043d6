import type { Account, AccountDirectory, Organisation, PasswordHasher } from '@devicegrant/core'

/** What an administrator may change of an account while the server runs. */
export interface AccountChange {
  readonly disabled?: boolean
  readonly password?: string
}

/** The demo's accounts, as a host would have them in a table. */
export interface DemoAccounts extends AccountDirectory {
  change(username: string, change: AccountChange): Promise<Account | undefined>
}

const fixtures = [
  { username: 'alice', password: 'correct horse battery staple', organisations: ['acme', 'globex'] },
  { username: 'bob', password: 'a quiet river under seven bridges' },
  { username: 'carol', password: 'disabled accounts stay outside', disabled: true },
  { username: 'dave' },
] as const

// The first that an account belongs to is the one that is meant where nobody chooses.
const organisations: readonly Organisation[] = [
  { key: 'acme', name: 'Acme' },
  { key: 'globex', name: 'Globex' },
]

/** The fixtures, with their passwords hashed as a host would have stored them. */
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
    async findOrganisations(subject) {
      const fixture = fixtures.find(({ username }) => username === bySubject(subject)?.username)
      const keys: readonly string[] = fixture !== undefined && 'organisations' in fixture ? fixture.organisations : []
      const all = organisations.filter(({ key }) => keys.includes(key))
      const [chosen] = all
      return { all, ...(chosen && { chosen }) }
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
