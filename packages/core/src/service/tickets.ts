import { constantTimeEqual } from '@oslojs/crypto/subtle'
import type { TicketId, UserCodeDigest } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { Ambient, Digester } from '../ports/ambient.js'
import type { Viewer } from '../protocol/interaction.js'
import { makeToken } from './codes.js'

const idBytes = 16

/** A ticket that was really given to this session for this code. */
export interface Ticket {
  readonly id: TicketId
  /** The end of the code it was given for. */
  readonly expiresAt: Instant
}

/**
 * Gives a session the ticket for one decision on one code. It is a keyed digest of what it is good for, so nothing
 * needs to be stored: it is spent when the authorization is decided, and the record remembers which ticket did it.
 */
export function giveTicket(ambient: Ambient, viewer: Viewer, userCode: UserCodeDigest, expiresAt: Instant): string {
  const id = makeToken(ambient.random, idBytes)
  return `${id}.${expiresAt}.${proofOf(ambient.digester, id, expiresAt, viewer, userCode)}`
}

/** The ticket in this text, if it was given to this session for this code. */
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

// Subject and session identifier are the host's own text: JSON keeps where one ends and the next begins.
function proofOf(
  digester: Digester,
  id: TicketId,
  expiresAt: Instant,
  viewer: Viewer,
  userCode: UserCodeDigest,
): string {
  return digester.digest('ticket', JSON.stringify([id, expiresAt, viewer.sessionId, viewer.subject, userCode]))
}

const encoder = new TextEncoder()

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  return constantTimeEqual(encoder.encode(one), encoder.encode(other))
}
