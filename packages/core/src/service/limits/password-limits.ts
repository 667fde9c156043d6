import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { type Lane, type Reserved, unlimited } from '../call/limiting.js'
import { addressLanes, streakLane } from './lanes.js'
import { refuseUnlessPassed } from './too-many-requests.js'

/** A login that its limits allow. It ends with a call of `refund`, `succeed`, `fail` or `asStranger`. */
export interface AllowedLogin {
  /** Gives the try back: the password could not be checked. */
  refund(): Promise<void>
  /** Gives the try back and forgets the failures before it: the password was right. */
  succeed(): Promise<void>
  /** Keeps the try: the password was wrong. */
  fail(): void
  /** Counts the login as that of a stranger: the browser is not known any more. */
  asStranger(): Promise<AllowedLogin | 'blocked'>
  /** Counts the login for this username instead of the typed one. */
  countFor(username: string): Promise<AllowedLogin | 'blocked'>
  /** Returns whether this failure is the last one in a row that strangers have. */
  isLast(): boolean
}

/**
 * Counts a login before the account is looked up: first for its address, whose refusal says so, and then for the username,
 * whose refusal looks like a wrong password. Unknown usernames count as known ones do. `browser` is a browser in which this
 * account has signed in before: it has tries of its own, so that no stranger can shut a person out.
 */
export async function reserveLogin(
  context: ServiceContext,
  username: string,
  browser: string | undefined,
  call: Call,
): Promise<AllowedLogin | Problem | 'blocked'> {
  const { limiter, limits } = context
  const address = await reserveAddress(context, browser, call)
  if (isProblem(address)) return address
  const asStranger = () => reserveAsStranger(context, username, address, call)
  if (browser === undefined) return asStranger()
  const own = await limiter.reservePatiently(call, 'password', [
    streakLane('knownBrowser', browser, limits.passwords.known),
  ])
  if (!own.granted) return asStranger()
  const triesOf = (name: string): AllowedLogin => ({
    refund: () => allOf(address.refund(), own.refund()),
    // The person is back, so the strangers before have not failed in a row. Their waits stay as they are.
    succeed: () =>
      allOf(address.refund(), own.clear(), limiter.forget(call, 'password', strangerLanes(context, name).slice(1))),
    fail: () => spendAll(address, own),
    asStranger: () => own.refund().then(asStranger),
    countFor: async (other) => triesOf(other),
    isLast: () => false,
  })
  return triesOf(username)
}

// No lane of an account is counted yet, so neither the hook nor its page can learn about one.
async function reserveAddress(
  context: ServiceContext,
  browser: string | undefined,
  call: Call,
): Promise<Reserved | Problem> {
  const { limiter, limits } = context
  const lanes = addressLanes(call, limits.passwords.perAddress)
  // Others of the same site do not shut out a known browser.
  const counted = browser === undefined ? lanes : lanes.slice(0, 1)
  const reserved = await limiter.reservePatiently(call, 'password', counted)
  if (reserved.granted) return reserved
  return (await refuseUnlessPassed(context, reserved, 'signIn', call)) ?? unlimited
}

async function reserveAsStranger(
  context: ServiceContext,
  username: string,
  address: Reserved,
  call: Call,
): Promise<AllowedLogin | 'blocked'> {
  const own = await context.limiter.reservePatiently(call, 'password', strangerLanes(context, username))
  if (!own.granted) {
    address.spend()
    return 'blocked'
  }
  const tries: AllowedLogin = {
    refund: () => allOf(address.refund(), own.refund()),
    succeed: () => allOf(address.refund(), own.clear()),
    fail: () => spendAll(address, own),
    asStranger: async () => tries,
    // The first try goes back before the second is taken, so no try waits for one name while it holds the other.
    countFor: (other) => own.refund().then(() => reserveAsStranger(context, other, address, call)),
    isLast: () => own.usedIn('strangersInARow') > context.limits.passwords.strangersInARow.free,
  }
  return tries
}

/** Forgets the failures of strangers at this username, and ends their wait. */
export function forgetStrangers(context: ServiceContext, username: string, call: Call): Promise<void> {
  return context.limiter.forget(call, 'password', strangerLanes(context, username))
}

function strangerLanes({ limits }: ServiceContext, username: string): readonly Lane[] {
  const { strangers, strangersInARow } = limits.passwords
  return [streakLane('strangers', username, strangers), streakLane('strangersInARow', username, strangersInARow)]
}

function spendAll(...tries: readonly Reserved[]): void {
  for (const one of tries) one.spend()
}

async function allOf(...settlements: readonly Promise<void>[]): Promise<void> {
  await Promise.all(settlements)
}
