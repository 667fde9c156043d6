import type { Duration, Instant } from '@devicegrant/core'
import type { DeviceAuthorization, PendingAuthorization, UserCodeDigest } from '@devicegrant/core/stores'
import { frozenChange, frozenCopy } from './frozen-copy.js'
import { SharedValues } from './shared-values.js'

/** A record without its name. `replace` puts another row in its place; `recordPoll` changes `lastPoll`. */
export type Row = PackedRow | WholeRow

interface AnyRow {
  readonly deviceCode: DeviceAuthorization['deviceCode']
  readonly revision: number
  lastPoll: Instant | undefined
}

/** An authorization that is as it was created, in half of the memory that its members would take. */
interface PackedRow extends AnyRow, Pick<PendingAuthorization, 'grantId' | 'requester' | 'issuedAt'> {
  readonly terms: Terms
}

/** An authorization that has changed. */
interface WholeRow extends AnyRow {
  readonly authorization: DeviceAuthorization
}

/** What many authorizations have in common. They share one object. */
interface Terms extends Pick<PendingAuthorization, 'dialect' | 'clientId' | 'scope' | 'resources' | 'interval'> {
  /** From `issuedAt` to `expiresAt`. */
  readonly lifetime: Duration
  /** From `expiresAt` to `forgetAt`. */
  readonly tombstone: Duration
}

// The members that every new authorization has, the name and the status among them.
const usualMembers = 13

/** Makes the rows of one store. They share what many of them have in common. */
export class RowMaker {
  readonly #terms = new SharedValues<Terms>()
  readonly #userAgents = new SharedValues<string>()

  /** Returns the row of a new authorization. It is whole if it has a rare member, or times of which one does not lead to the other. */
  rowOf(authorization: PendingAuthorization): Row {
    const { deviceCode, grantId, requester, issuedAt, expiresAt, forgetAt } = authorization
    const { dialect, clientId, scope, resources, interval } = authorization
    const lifetime = expiresAt - issuedAt
    const tombstone = forgetAt - expiresAt
    const isExact = issuedAt + lifetime === expiresAt && expiresAt + tombstone === forgetAt
    const hasRare = Object.keys(authorization).length > usualMembers
    if (!isExact || hasRare) return wholeRow(frozenCopy(authorization), 1, undefined)
    const terms = { dialect, clientId, scope, resources, interval, lifetime, tombstone }
    return {
      deviceCode: frozenCopy(deviceCode),
      grantId: frozenCopy(grantId),
      requester: this.#copyOf(requester),
      issuedAt,
      terms: this.#terms.get(JSON.stringify(terms), () => frozenCopy(terms)),
      revision: 1,
      lastPoll: undefined,
    }
  }

  // A literal takes half of the memory of a copy, whose members are added one after the other.
  #copyOf(requester: PendingAuthorization['requester']): PendingAuthorization['requester'] {
    const { ip, userAgent } = requester
    const usual = userAgent === undefined ? 1 : 2
    if (ip === undefined || Object.keys(requester).length > usual) return frozenCopy(requester)
    if (userAgent === undefined) return Object.freeze({ ip: frozenCopy(ip) })
    return Object.freeze({
      ip: frozenCopy(ip),
      userAgent: this.#userAgents.get(userAgent, () => frozenCopy(userAgent)),
    })
  }
}

/** Returns the row of an authorization that takes the place of another row. */
export function changedRow(row: Row, next: DeviceAuthorization): Row {
  const kept = 'authorization' in row ? row.authorization : { ...row.terms, ...row }
  return wholeRow(frozenChange(next, kept), row.revision + 1, row.lastPoll)
}

function wholeRow(authorization: DeviceAuthorization, revision: number, lastPoll: Instant | undefined): Row {
  return { deviceCode: authorization.deviceCode, authorization, revision, lastPoll }
}

/** Returns the authorization of this name. It is frozen, as deep as it is. */
export function authorizationIn(row: Row, userCode: UserCodeDigest): DeviceAuthorization {
  if ('authorization' in row) return row.authorization
  const { deviceCode, grantId, requester, issuedAt } = row
  const { dialect, clientId, scope, resources, interval, lifetime } = row.terms
  const expiresAt = issuedAt + lifetime
  return Object.freeze({
    deviceCode,
    userCode,
    grantId,
    dialect,
    clientId,
    scope,
    resources,
    requester,
    status: 'pending',
    issuedAt,
    expiresAt,
    interval,
    forgetAt: forgetAtOf(row),
  })
}

/** Returns the moment from which the store may forget the row. */
export function forgetAtOf(row: Row): Instant {
  if ('authorization' in row) return row.authorization.forgetAt
  const { lifetime, tombstone } = row.terms
  return row.issuedAt + lifetime + tombstone
}
