import type { Subject } from '../../machine/names.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { PortFault } from '../call/faults.js'
import { forgetStrangers } from '../limits/password-limits.js'
import { canonicalUsername } from './credentials-text.js'

/**
 * Forgets the failed logins of an account whose grants were revoked. The revocation makes every browser of the person a
 * stranger, so the failures of strangers before it must not shut the person out: docs/decisions/0051.
 */
export async function forgetFailures(context: ServiceContext, subject: Subject, call: Call): Promise<void> {
  try {
    const account = await context.accounts.findAccount(call, subject)
    const username = account && canonicalUsername(account.username)
    if (username !== undefined) await forgetStrangers(context, username, call)
  } catch (fault) {
    if (!(fault instanceof PortFault)) throw fault
    // The grants are revoked, and the waits end by themselves. So the revocation has succeeded.
    context.report(fault, 'forgetting the failed logins of an account whose grants were revoked')
  }
}
