import type { Account } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { PasswordHasher } from '../../ports/password-hasher.js'
import type { Random } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { PortFault } from '../call/faults.js'
import { makeToken } from '../text/secrets.js'
import { hashFaultOf } from './hash-fault.js'
import type { HashingGate } from './hashing-gate.js'
import type { GuardedSecondFactor } from './second-factor/guard-second-factor.js'

const decoyBytes = 16

/** What password login needs besides the context. */
export interface PasswordLogin {
  readonly hasher: PasswordHasher
  readonly gate: HashingGate
  /** The client of logins. It comes from the configuration, not from the registry, and no device can use it. */
  readonly firstParty: Client
  /**
   * Returns a hash of a random password with the current parameters. The password for an unknown account is checked
   * against it. Must be called inside the gate, because the first call makes the hash.
   */
  readonly decoy: () => Promise<string>
  /** If absent, a password is enough for every account. */
  readonly secondFactor?: GuardedSecondFactor
}

/**
 * Makes the decoy at the first login, for any account: every login waits for the decoy, so the longer time of the first
 * login shows nothing about accounts. It is not made earlier, because workerd has no random bytes while a module loads.
 * The caller holds a permit of the gate, which the hash uses. If it fails, the waiting logins fail and the next login
 * tries again.
 */
export function createDecoy(random: Random, hasher: PasswordHasher): () => Promise<string> {
  let decoy: Promise<string> | undefined
  return () => {
    decoy ??= hasher.hash(makeToken(random, decoyBytes)).catch((fault: unknown) => {
      decoy = undefined
      throw fault
    })
    return decoy
  }
}

/** Returns whether a password is that of the account, after the work of one hash. Must be called inside the gate. */
// Only the host can repair a stored hash that the hasher cannot read. For the person it is a wrong password.
export async function verifyStored(
  context: ServiceContext,
  { hasher }: PasswordLogin,
  account: Account | undefined,
  decoy: string,
  password: string,
): Promise<boolean> {
  const stored = account?.passwordHash
  if (account === undefined || stored === undefined) return verifyDecoy(hasher, decoy, password)
  try {
    return await hasher.verify(stored, password)
  } catch (fault) {
    const what = `cannot check the password hash of the account ${account.subject}`
    context.report(hashFaultOf(what, fault, [stored, password]), 'checking a password against the hash of an account')
    await verifyDecoy(hasher, decoy, password)
    return false
  }
}

// A hasher that fails here can check no hash at all. The typed password must not reach the host's log by this fault either.
async function verifyDecoy(hasher: PasswordHasher, decoy: string, password: string): Promise<boolean> {
  try {
    return await hasher.verify(decoy, password)
  } catch (fault) {
    throw new PortFault(
      'passwordLogin.hasher.verify',
      hashFaultOf('cannot check any password hash', fault, [decoy, password]),
    )
  }
}

/** Hashes the password again if its hash was made with old parameters. A failure is reported and changes nothing. */
export async function renewHash(
  context: ServiceContext,
  login: PasswordLogin,
  { subject }: Account,
  { seen, password }: { readonly seen: string; readonly password: string },
  call: Call,
): Promise<void> {
  const { replacePasswordHash } = context.accounts
  if (replacePasswordHash === undefined) return
  let next: string | undefined
  try {
    if (!login.hasher.isOutdated(seen)) return
    next = await login.gate.pass(call.requester, () => login.hasher.hash(password))
    if (next !== 'overloaded') await replacePasswordHash(call, subject, seen, next)
  } catch (fault) {
    const what = `cannot renew the password hash of the account ${subject}`
    const reported = hashFaultOf(what, fault, [seen, next, password])
    context.report(reported, 'renewing a password hash made with old parameters')
  }
}
