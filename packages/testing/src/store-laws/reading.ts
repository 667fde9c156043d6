import type { DeviceAuthorization, DeviceAuthorizationStore, UserCodeDigest, Versioned } from '@devicegrant/core/stores'
import { expectLaw } from './law.js'
import { same, spell } from './plain-data.js'

/** Reads the record of a user code, and expects the store to have it. */
export async function read(
  store: DeviceAuthorizationStore,
  { userCode }: { readonly userCode: UserCodeDigest },
): Promise<Versioned> {
  const seen = await store.find(userCode)
  expectLaw(seen !== undefined, 'the user code is unknown')
  expectLaw('authorization' in seen, 'find returned an object without the member authorization')
  return seen
}

/** Expects exactly this record from `find` and from `recordPoll`. Leaves a poll stamp of the moment it was issued. */
export async function expectStored(store: DeviceAuthorizationStore, expected: DeviceAuthorization): Promise<void> {
  const found = await read(store, expected)
  expectLaw(same(found.authorization, expected), difference('find', found.authorization, expected))
  const polled = await store.recordPoll(expected.userCode, expected.deviceCode, expected.issuedAt)
  expectLaw(polled !== undefined, 'the device code is unknown')
  expectLaw('authorization' in polled, 'recordPoll returned an object without the member authorization')
  expectLaw(same(polled.authorization, expected), difference('recordPoll', polled.authorization, expected))
  expectLaw(found.revision === polled.revision, 'find returned one revision, recordPoll another')
}

function difference(by: string, seen: DeviceAuthorization, expected: DeviceAuthorization): string {
  return `by ${by} ${spell(seen)} instead of ${spell(expected)}`
}
