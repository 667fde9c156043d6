import { type Instant, minute } from '../../../machine/time.js'
import type { FactorMethod } from '../../../ports/hooks/second-factor.js'
import { constantProblem, isProblem, type Problem, problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { refundOnFault } from '../../limits/refund-on-fault.js'
import { tooManyRequests } from '../../limits/too-many-requests.js'
import { hasControls, isWellFormed } from '../../text/unicode.js'
import { activeAccount } from '../../tokens/active-grant.js'
import type { SignedInAccount } from '../signed-in-account.js'
import type { PasswordLogin } from '../stored-hash.js'
import { reserveCode } from './factor-limits.js'
import { type FactorTicket, openTicket, ticketLifetime } from './factor-ticket.js'
import type { GuardedSecondFactor } from './guard-second-factor.js'

const longestCode = 128
// Far longer than a code of an app or of a message is valid.
const codeRemembered = 15 * minute

/** What a person presents after the right password. */
export interface FactorAnswer {
  /** The ticket of the `secondFactorRequired` problem. */
  readonly ticket: string
  /** The name of the method. @defaultValue the first one of the ticket */
  readonly method?: string | undefined
  readonly code: string
  /** The `binding` of the password check. @defaultValue none */
  readonly binding?: string | undefined
}

/** Returns the methods of a ticket in its order, or none if the ticket is not valid for this binding. */
export function methodsOfTicket(
  context: ServiceContext,
  factor: GuardedSecondFactor | undefined,
  text: string,
  binding: string,
): readonly FactorMethod[] {
  const names = openTicket(context, binding, text)?.methods ?? []
  return names.flatMap((name) => factor?.methods.find((method) => method.name === name) ?? [])
}

/** A complete sign-in. */
export interface FactorPassed {
  readonly account: SignedInAccount
  /** The username as it was typed with the password. */
  readonly username: string
  /** The moment before the code was checked, in milliseconds since the Unix epoch: the age of the sign-in counts from here. */
  readonly authenticatedAt: Instant
  /** The moment before the password was checked. A revocation after it ends the session. */
  readonly since: Instant
}

/** Checks a code, for a host or a page that asks for it. */
export async function checkFactorOf(
  context: ServiceContext,
  login: PasswordLogin,
  answer: FactorAnswer,
  call: Call,
): Promise<FactorPassed | Problem> {
  const now = context.clock.now()
  const completed = await checkFactor(context, login, answer, call)
  if (isProblem(completed)) return completed
  const { username, authenticatedAt: since } = completed.ticket
  return { account: completed.account, username, authenticatedAt: now, since }
}

/** A sign-in with its second factor, and what its login asked for. */
export interface CompletedSignIn {
  readonly account: SignedInAccount
  readonly ticket: FactorTicket
}

/**
 * Checks a code of the second factor. Every wrong code counts for the account and for the ticket. A right code, and the
 * ticket with it, work once. A person whose account was disabled or signed out since starts again with the password.
 */
export async function checkFactor(
  context: ServiceContext,
  login: PasswordLogin,
  answer: FactorAnswer,
  call: Call,
): Promise<CompletedSignIn | Problem> {
  const { secondFactor } = login
  const ticket = secondFactor && openTicket(context, answer.binding ?? '', answer.ticket)
  if (secondFactor === undefined || ticket === undefined) return invalidTicket
  if (!isWellFormed(answer.code)) return problem('invalidRequest', 'The code must be well-formed Unicode.')
  const tries = await reserveCode(context, ticket, call)
  if (!tries.granted) return tooManyRequests(tries.until, context.clock)
  return refundOnFault(tries, async () => {
    const found = await findAccount(context, login, ticket, call)
    if (found === undefined) return invalidTicket
    const verdict = await verdictOn(context, secondFactor, ticket, answer, call)
    if (verdict === 'usedTicket') return invalidTicket
    if (verdict === 'wrong') {
      tries.spend()
      context.emit({ type: 'secondFactorFailed', subject: ticket.subject }, call)
      return wrongCode
    }
    await tries.refund()
    context.emit({ type: 'loginSucceeded', subject: ticket.subject }, call)
    return { account: { ...found, amr: ['pwd', ...verdict.amr] }, ticket }
  })
}

function findAccount(context: ServiceContext, { firstParty }: PasswordLogin, ticket: FactorTicket, call: Call) {
  const { subject, authenticatedAt: grantedAt } = ticket
  return activeAccount(context, { subject, grantedAt, clientId: firstParty.clientId }, call)
}

type Verdict = 'wrong' | 'usedTicket' | { readonly amr: readonly string[] }

async function verdictOn(
  { digester, clock }: ServiceContext,
  { methods, verify, jtis }: GuardedSecondFactor,
  ticket: FactorTicket,
  answer: FactorAnswer,
  call: Call,
): Promise<Verdict> {
  const { subject } = ticket
  const wanted = answer.method ?? ticket.methods[0]
  const method = methods.find(({ name }) => name === wanted && ticket.methods.includes(name))
  const code = canonicalCode(answer.code)
  if (method === undefined || code === undefined) return 'wrong'
  const at = clock.now()
  if (!(await verify(call, { subject, method: method.name, code, at }))) return 'wrong'
  const isFirst = (forgetAt: number, ...facts: readonly string[]) =>
    jtis.use(call, digester.digest('secondFactor', JSON.stringify(facts)), forgetAt)
  // RFC 6238 §5.2: a code is accepted once. So is a ticket. Not side by side: of two equal requests, each could win one.
  if (!(await isFirst(at + codeRemembered, 'code', subject, comparableCode(code)))) return 'wrong'
  const isNewTicket = await isFirst(at + ticketLifetime, 'used', ticket.id)
  return isNewTicket ? { amr: method.amr ?? ['otp'] } : 'usedTicket'
}

function canonicalCode(typed: string): string | undefined {
  if (typed.length > longestCode) return undefined
  const code = typed.normalize('NFKC').replace(arabicDigits, asciiDigit).trim()
  return code === '' || hasControls(code) ? undefined : code
}

// NFKC turns the wide digits of Japanese keyboards into those of ASCII, and leaves these.
const arabicDigits = /[\u0660-\u0669\u06F0-\u06F9]/g

function asciiDigit(digit: string): string {
  return String(digit.charCodeAt(0) % 16)
}

// A host may ignore spaces, dashes and capitals in a code. The same code in another spelling is still the same.
function comparableCode(code: string): string {
  return code.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}

const wrongCode = constantProblem('wrongSecondFactor', 'The code is wrong, or was used before.')
const invalidTicket = constantProblem(
  'invalidFactorTicket',
  'The ticket has expired, was used, or is of another client. Send the password again.',
)
