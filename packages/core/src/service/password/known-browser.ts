import { type Duration, day, type Instant } from '../../machine/time.js'
import type { ServiceContext } from '../call/context.js'
import { makeToken, sameText } from '../text/secrets.js'
import { canonicalUsername } from './credentials-text.js'

// A browser in which an account has signed in keeps a proof of it. Such a browser has tries of its own, so that strangers
// who guess passwords cannot shut the person out.

const idBytes = 16
const mostAccounts = 4
/** How long a browser is known after a sign-in. */
export const knownFor: Duration = 180 * day
// Digests of 256 bits and a time: far below this, also for four accounts.
const longest = 1_024
const proofForm = /^[\w-]{43}\.[\w-]{22}\.\d{1,15}\.[\w-]{43}$/

/** A browser that is known to an account. */
export interface KnownBrowser {
  /** Random: it changes with every sign-in. */
  readonly id: string
  /** When the account signed in there. */
  readonly since: Instant
}

type Deps = Pick<ServiceContext, 'digester' | 'clock' | 'random'>

/**
 * Reads what a browser kept, and returns what it says about this account: `undefined` unless the account has signed in
 * there. The text shows no username. `username` is canonical.
 */
export function readKnownBrowser(deps: Deps, kept: string | undefined, username: string): KnownBrowser | undefined {
  const owner = ownerOf(deps, username)
  for (const proof of proofsIn(kept)) {
    const [account = '', id = '', since = '', mac = ''] = proof.split('.')
    if (account !== owner || !sameText(mac, macOf(deps, account, id, since))) continue
    const age = deps.clock.now() - Number(since)
    if (age < knownFor) return { id, since: Number(since) }
  }
  return undefined
}

/** Returns whether an account has signed in before in the browser that kept this. */
export function isBrowserKnown(deps: Deps, username: string, kept: string | undefined): boolean {
  const canonical = canonicalUsername(username)
  return canonical !== undefined && readKnownBrowser(deps, kept, canonical) !== undefined
}

/** A sign-in at a browser. */
export interface SignIn {
  readonly username: string
  /** What the browser kept before. */
  readonly kept?: string | undefined
  /** The moment before the password was checked. @defaultValue now */
  readonly since?: Instant | undefined
}

/** Returns what a browser must keep after an account signed in there: a new proof, beside those of three other accounts. */
export function rememberBrowser(deps: Deps, { username, kept, since = deps.clock.now() }: SignIn): string {
  const owner = ownerOf(deps, canonicalUsername(username) ?? '')
  const others = proofsIn(kept).filter((proof) => !proof.startsWith(`${owner}.`))
  const [id, at] = [makeToken(deps.random, idBytes), String(since)]
  const proof = [owner, id, at, macOf(deps, owner, id, at)].join('.')
  return [proof, ...others.slice(0, mostAccounts - 1)].join('~')
}

function proofsIn(kept = ''): readonly string[] {
  if (kept.length > longest) return []
  return kept.split('~', mostAccounts).filter((proof) => proofForm.test(proof))
}

function ownerOf({ digester }: Deps, username: string): string {
  return digester.digest('knownBrowser', JSON.stringify(['account', username]))
}

function macOf({ digester }: Deps, account: string, id: string, since: string): string {
  return digester.digest('knownBrowser', JSON.stringify(['proof', account, id, since]))
}
