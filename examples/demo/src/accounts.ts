import type { Account, AccountDirectory, Organization, PasswordHasher, SecondFactor } from '@devicegrant/core'
import { createTotpFactor, makeRecoveryCodes } from '@devicegrant/core/totp'

/** The members of an account that an administrator may change while the server runs. */
export interface AccountChange {
  readonly disabled?: boolean
  readonly password?: string
}

/** The accounts of the demo. A real host has them in a table. */
export interface DemoAccounts extends AccountDirectory {
  readonly secondFactor: SecondFactor
  /** A recovery code of `erin`. It works once, and is another one after each start. */
  readonly recoveryCode: string
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
  {
    username: 'erin',
    name: 'Erin Evans',
    password: 'two factors are better than one',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
] as const

// If a person chooses no organization, the first one of the account is used.
const organizations: readonly Organization[] = [
  { key: 'acme', name: 'Acme' },
  { key: 'globex', name: 'Globex' },
]

// A real host keeps the secrets encrypted, and the hashes of the codes in a table.
function secondFactorsOf(accounts: ReadonlyMap<string, Account>): Pick<DemoAccounts, 'secondFactor' | 'recoveryCode'> {
  const kept = new Map<string, { readonly secret: string; readonly hashes: Set<string> }>()
  let recoveryCode = ''
  for (const fixture of fixtures) {
    if (!('totpSecret' in fixture)) continue
    const subject = accounts.get(fixture.username)?.subject ?? ''
    const { codes, hashes } = makeRecoveryCodes(subject)
    kept.set(subject, { secret: fixture.totpSecret, hashes: new Set(hashes) })
    recoveryCode = codes[0] ?? ''
  }
  const secondFactor = createTotpFactor({
    find(subject) {
      const factor = kept.get(subject)
      return factor && { secret: factor.secret, recoveryCodes: [...factor.hashes] }
    },
    spendRecoveryCode: (subject, hash) => kept.get(subject)?.hashes.delete(hash) === true,
  })
  return { secondFactor, recoveryCode }
}

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
    ...secondFactorsOf(accounts),
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
