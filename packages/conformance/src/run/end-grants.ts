import type { Bench } from '../bench/bench.js'
import { readTokens } from '../bench/token-set.js'
import { OutOfBudget } from '../http/budget.js'
import { Unreachable } from '../http/wire.js'

/** Revokes the tokens that a run got, so that it leaves no grant behind. RFC 7009 §2 */
export async function endGrants(bench: Bench): Promise<void> {
  if (bench.server.endpoints.revocation === undefined) return
  const tokens = bench.exchanges.map(readTokens).filter((one) => one !== undefined)
  const toRevoke = new Set(tokens.map(({ refreshToken, accessToken }) => refreshToken ?? accessToken))
  try {
    for (const token of toRevoke) await bench.postForm('revocation', [['token', token]])
  } catch (fault) {
    // The report is there all the same, and the tokens have an end of their own.
    if (!(fault instanceof OutOfBudget || fault instanceof Unreachable)) throw fault
  }
}
