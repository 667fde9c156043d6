import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import type { Lane, Refused, Reserved } from '../../call/limiting.js'
import { rateLane } from '../../limits/lanes.js'
import type { FactorTicket } from './factor-ticket.js'

/**
 * Counts a code before it is checked. A browser in which the account has signed in before has tries of its own, so that
 * somebody who only knows the password cannot shut the person out.
 */
export function reserveCode(
  { limiter, limits }: ServiceContext,
  { id, subject, browser }: FactorTicket,
  call: Call,
): Promise<Reserved | Refused> {
  const { perTicket, perAccount, perAccountAndDay } = limits.secondFactors
  const own: readonly Lane[] =
    browser === undefined
      ? [rateLane('account', subject, perAccount), rateLane('accountAndDay', subject, perAccountAndDay)]
      : [rateLane('knownBrowser', browser, perAccountAndDay)]
  return limiter.reserve(call, 'secondFactor', [rateLane('ticket', id, perTicket), ...own])
}
