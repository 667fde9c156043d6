import type { TicketId, UserCodeDigest } from '../../machine/names.js'
import type { Instant } from '../../machine/time.js'
import type { Digester, Runtime } from '../../ports/runtime.js'
import type { Viewer } from '../../protocol/interaction.js'
import { makeToken, sameText } from '../text/secrets.js'

const idBytes = 16

/** A ticket that this server gave to this session for this code. */
export interface Ticket {
  readonly id: TicketId
  /** When the code of the ticket expires. */
  readonly expiresAt: Instant
}

/**
 * Makes a ticket: it lets one session decide once on one code. It is a keyed digest of the session and the code, so it
 * is not stored. A decision spends it, and the record keeps the id of the ticket that decided.
 */
export function giveTicket(runtime: Runtime, viewer: Viewer, userCode: UserCodeDigest, expiresAt: Instant): string {
  const id = makeToken(runtime.random, idBytes)
  return `${id}.${expiresAt}.${proofOf(runtime.digester, id, expiresAt, viewer, userCode)}`
}

/** Reads a ticket. Returns `undefined` if this server did not give it to this session for this code. */
export function readTicket(
  digester: Digester,
  text: string,
  viewer: Viewer,
  userCode: UserCodeDigest,
): Ticket | undefined {
  const [id, expiry, proof, ...rest] = text.split('.')
  if (id === undefined || expiry === undefined || proof === undefined || rest.length > 0) return undefined
  const expiresAt = Number(expiry)
  const expected = proofOf(digester, id, expiresAt, viewer, userCode)
  return sameText(proof, expected) ? { id, expiresAt } : undefined
}

// Subject and session identifier are any text of the host, so JSON separates them.
function proofOf(
  digester: Digester,
  id: TicketId,
  expiresAt: Instant,
  viewer: Viewer,
  userCode: UserCodeDigest,
): string {
  return digester.digest('ticket', JSON.stringify([id, expiresAt, viewer.sessionId, viewer.subject, userCode]))
}
