import type { Duration, Instant } from '@devicegrant/core'
import type { DeviceAuthorization, PendingAuthorization, UserCodeDigest } from '@devicegrant/core/stores'
import { frozenCopy } from './frozen-copy.js'
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

/** Makes the rows of one store. They share what many of them have in common. */
export class RowMaker {
  readonly #terms = new SharedValues<Terms>()
  readonly #userAgents = new SharedValues<string>()

  /** Returns the row of a new authorization. It is whole if it has a rare member, or times of which one does not lead to the other. */
  rowOf(authorization: PendingAuthorization): Row {
    const { deviceCode, grantId, requester, issuedAt, expiresAt, forgetAt, ...others } = authorization
    const { userCode: _name, status: _pending, dialect, clientId, scope, resources, interval, ...rare } = others
    const [lifetime, tombstone] = [expiresAt - issuedAt, forgetAt - expiresAt]
    const isExact = issuedAt + lifetime === expiresAt && expiresAt + tombstone === forgetAt
    if (!isExact || Object.keys(rare).length > 0) return wholeRow(authorization, 1, undefined)
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
    const { ip, userAgent, ...rare } = requester
    if (ip === undefined || Object.keys(rare).length > 0) return frozenCopy(requester)
    if (userAgent === undefined) return Object.freeze({ ip: frozenCopy(ip) })
    return Object.freeze({
      ip: frozenCopy(ip),
      userAgent: this.#userAgents.get(userAgent, () => frozenCopy(userAgent)),
    })
  }
}

/** Returns the row of an authorization that takes the place of another row. */
export function changedRow({ revision, lastPoll }: Row, next: DeviceAuthorization): Row {
  return wholeRow(next, revision + 1, lastPoll)
}

function wholeRow(given: DeviceAuthorization, revision: number, lastPoll: Instant | undefined): Row {
  const authorization = frozenCopy(given)
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
