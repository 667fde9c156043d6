import { type Problem, problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { type FactorTicket, sealTicket, ticketLifetime } from './factor-ticket.js'

/** Returns the refusal of a right password that is not enough, with a ticket. It signs no person in. */
export function askForFactor(
  context: ServiceContext,
  binding: string,
  content: Omit<FactorTicket, 'id' | 'expiresAt'>,
  call: Call,
): Problem {
  const { text, ticket } = sealTicket(context, binding, content)
  context.emit({ type: 'secondFactorRequired', subject: ticket.subject }, call)
  return problem('secondFactorRequired', 'The password is right, and the account needs a second factor.', {
    secondFactor: { ticket: text, methods: ticket.methods, lifetime: ticketLifetime },
  })
}

/** Returns the same refusal where no second factor can follow. */
export function withoutTicket(refusal: Problem): Problem {
  if (refusal.code !== 'secondFactorRequired') return refusal
  return problem('secondFactorRequired', 'The account needs a second factor, which this grant type cannot ask for.')
}
