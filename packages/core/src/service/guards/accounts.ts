import type { AccountDirectory, ClaimsRequest } from '../../ports/account-directory.js'
import type { Call } from '../call/call.js'
import { quoted } from '../records/read-record.js'
import { readAccountRecord, readOrganizationsRecord, readPersonClaims } from '../records/records.js'
import { callPort, type Guarded } from './guarded.js'

/** Returns the same directory behind its guard, with the functions that the host's has. */
export function guardAccounts(accounts: AccountDirectory): Guarded<AccountDirectory> {
  return {
    async findAccount(call, subject) {
      const operation = 'accounts.findAccount'
      const found = await callPort(call, operation, () => accounts.findAccount(subject))
      const record = () => `the account ${quoted(subject)}`
      return readAccountRecord(found, { operation, record, key: ['subject', subject] })
    },
    ...(accounts.findByUsername && {
      // The typed username is not in the message: people type passwords into that field.
      async findByUsername(call: Call, username: string) {
        const operation = 'accounts.findByUsername'
        const found = await callPort(call, operation, () => accounts.findByUsername?.(username))
        return readAccountRecord(found, { operation, record: () => accountNamed(found) })
      },
    }),
    ...(accounts.findOrganizations && {
      async findOrganizations(call: Call, subject: string) {
        const operation = 'accounts.findOrganizations'
        const found = await callPort(call, operation, () => accounts.findOrganizations?.(subject))
        const record = () => `the organizations of the account ${quoted(subject)}`
        return readOrganizationsRecord(found, { operation, record }) ?? { all: [] }
      },
    }),
    ...(accounts.findClaims && {
      async findClaims(call: Call, subject: string, request: ClaimsRequest) {
        const operation = 'accounts.findClaims'
        const found = await callPort(call, operation, () => accounts.findClaims?.(subject, request))
        const record = () => `the claims of the account ${quoted(subject)}`
        return readPersonClaims(found, { operation, record })
      },
    }),
    ...(accounts.replacePasswordHash && {
      async replacePasswordHash(call: Call, subject: string, seen: string, next: string) {
        const replace = () => accounts.replacePasswordHash?.(subject, seen, next)
        return (await callPort(call, 'accounts.replacePasswordHash', replace)) === true
      },
    }),
  }
}

function accountNamed(found: unknown): string {
  const subject: unknown = Object(found).subject
  return typeof subject === 'string' ? `the account ${quoted(subject)}` : 'an account'
}
