import type { Subject } from '../../../machine/names.js'
import { type Duration, type Instant, minute } from '../../../machine/time.js'
import type { ServiceContext } from '../../call/context.js'
import { makeToken } from '../../text/secrets.js'

// A right password of an account that needs a second factor leads to a ticket, and to nothing else. The ticket has all that
// the sign-in needs to go on, so nothing is stored. It is sealed: its holder cannot read it, and no other browser, client or
// issuer can use it.

/** How long a ticket lives: long enough to find a phone, or to wait for a message. */
export const ticketLifetime: Duration = 5 * minute

const idBytes = 16
// Twice as long as a ticket with the longest username and scope. A longer text is not opened.
const longest = 4_096

/** What a login asked for before its second factor. */
export interface AskedAtLogin {
  /** Absent: the default scope. */
  readonly scope?: readonly string[] | undefined
  /** What the app kept. Absent: it keeps nothing. */
  readonly known?: string | undefined
}

/** A right password that waits for its second factor. */
export interface FactorTicket {
  /** Random: it names the ticket where its tries are counted, and where it is remembered as used. */
  readonly id: string
  readonly subject: Subject
  /** The username as it was typed. */
  readonly username: string
  /** The moment before the password was checked. A revocation after it ends the sign-in. */
  readonly authenticatedAt: Instant
  readonly expiresAt: Instant
  /** The names of the methods that the account can use. */
  readonly methods: readonly string[]
  /** The browser in which the account has signed in before. */
  readonly browser?: string | undefined
  readonly asked: AskedAtLogin
}

type Deps = Pick<ServiceContext, 'digester' | 'sealer' | 'clock' | 'random'>

/** Makes a ticket. Only who names the same binding can use it: the session of a browser, or a client. */
export function sealTicket(
  deps: Deps,
  binding: string,
  content: Omit<FactorTicket, 'id' | 'expiresAt'>,
): { readonly text: string; readonly ticket: FactorTicket } {
  const ticket = { ...content, id: makeToken(deps.random, idBytes), expiresAt: deps.clock.now() + ticketLifetime }
  return { text: deps.sealer.seal(secretOf(deps, binding), JSON.stringify(ticket)), ticket }
}

/** Reads a ticket. Returns `undefined` if it has expired, or if this server did not make it for this binding. */
export function openTicket(deps: Deps, binding: string, text: string): FactorTicket | undefined {
  const ticket = text.length > longest ? undefined : opened(deps, binding, text)
  return ticket !== undefined && deps.clock.now() < ticket.expiresAt ? ticket : undefined
}

function opened(deps: Deps, binding: string, text: string): FactorTicket | undefined {
  try {
    // Only `sealTicket` seals with this secret.
    return JSON.parse(deps.sealer.open(secretOf(deps, binding), text))
  } catch {
    // It throws only if the text was altered, or made for another binding.
    return undefined
  }
}

function secretOf({ digester }: Deps, binding: string): string {
  return digester.digest('secondFactor', JSON.stringify(['ticket', binding]))
}
