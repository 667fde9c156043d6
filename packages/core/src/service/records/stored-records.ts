import type { Authentication, ReplacedGrant } from '../../machine/authentication.js'
import type { PendingAuthorization, RedeemedAuthorization } from '../../machine/authorization.js'
import type { TokenFamily } from '../../machine/families/token-family.js'
import type { Polled, Versioned } from '../../ports/authorization-store.js'
import type { VersionedFamily } from '../../ports/token-family-store.js'
import { createRecordReader, type RecordReader } from './read-record.js'
import { count, instant, name, names, number, oneOf, optional, required, scopeValues, texts } from './record-rules.js'
import { isStartRisk, lifetimeCaps } from './risk-record.js'

// The rules for the records that stores return, for the members that a decision needs: docs/decisions/0034.

const revision = required('revision', number)

/** The rule for a device authorization that a store returned: the members that a poll or a decision needs. */
const authorization = required('authorization', {
  allowed: 'a device authorization with the members that were stored',
  is: isAuthorization,
})

// Every poll runs this, so it reads each member by its name, which costs least.
function isAuthorization(value: unknown): boolean {
  const {
    grantId,
    dialect,
    clientId,
    scope,
    resources,
    codeChallenge,
    issuedAt,
    expiresAt,
    forgetAt,
    interval,
  }: Unchecked = Object(value)
  return (
    name.is(grantId) &&
    name.is(dialect) &&
    name.is(clientId) &&
    scopeValues.is(scope) &&
    texts.is(resources) &&
    (codeChallenge === undefined || name.is(codeChallenge)) &&
    instant.is(issuedAt) &&
    instant.is(expiresAt) &&
    instant.is(forgetAt) &&
    instant.is(interval) &&
    isInItsStatus(Object(value))
  )
}

type Unchecked = { readonly [Name in keyof RedeemedAuthorization | keyof PendingAuthorization]?: unknown }

function isInItsStatus(record: Unchecked): boolean {
  switch (record.status) {
    case 'pending':
    case 'denied':
      return true
    case 'approved':
    case 'redeemed':
      return isApproved(record)
    default:
      return false
  }
}

function isApproved(record: Unchecked): boolean {
  const { subject, grantedScope, decidedAt, organization, lifetimes, needsNumber, wrongNumbers } = record
  return (
    name.is(subject) &&
    scopeValues.is(grantedScope) &&
    instant.is(decidedAt) &&
    isAuthentication(record) &&
    (organization === undefined || name.is(organization)) &&
    (lifetimes === undefined || lifetimeCaps.is(lifetimes)) &&
    isTrueOrAbsent(needsNumber) &&
    // Without the count, the device could guess without an end.
    (wrongNumbers === undefined || count.is(wrongNumbers))
  )
}

// Another value, such as the 1 of a database, would count as absent, and the device would need no number.
function isTrueOrAbsent(value: unknown): boolean {
  return value === undefined || value === true
}

function isAuthentication({
  authenticatedAt,
  acr,
  amr,
}: { readonly [Name in keyof Authentication]?: unknown }): boolean {
  return instant.is(authenticatedAt) && (acr === undefined || name.is(acr)) && (amr === undefined || names.is(amr))
}

// What a decision needs, and no poll.
const demanding = required('authorization', {
  allowed: authorization.allowed,
  is: (value) => isAuthorization(value) && isDemand(Object(value)),
})

function isDemand({ acrValues, maxAge, replaces, needsNumber, startRisk, openedBy, offeredScope }: Unchecked): boolean {
  const { grantId, subject }: { readonly [Name in keyof ReplacedGrant]?: unknown } = Object(replaces)
  return (
    (acrValues === undefined || names.is(acrValues)) &&
    (maxAge === undefined || instant.is(maxAge)) &&
    isTrueOrAbsent(needsNumber) &&
    (startRisk === undefined || isStartRisk(startRisk)) &&
    (openedBy === undefined || names.is(openedBy)) &&
    (offeredScope === undefined || scopeValues.is(offeredScope)) &&
    (replaces === undefined || (name.is(grantId) && name.is(subject)))
  )
}

/** Checks what `recordPoll` of a store returned. */
export const readPolled: RecordReader<Polled> = createRecordReader<Polled>({
  source: 'store',
  members: [authorization, revision, optional('previousPoll', instant)],
})

/** Checks what `find` of a store returned. */
export const readVersioned: RecordReader<Versioned> = createRecordReader<Versioned>({
  source: 'store',
  members: [demanding, revision],
})

/** Checks a token family that a store returned. */
export const readVersionedFamily: RecordReader<VersionedFamily> = createRecordReader<VersionedFamily>({
  source: 'store',
  members: [
    required('family', { allowed: 'a token family with the members that were stored', is: isFamily }),
    revision,
  ],
})

const familyStatus = oneOf(['live', 'ended'])

function isFamily(value: unknown): boolean {
  const {
    status,
    grantId,
    dialect,
    clientId,
    subject,
    scope,
    resources,
    grantedAt,
    forgetAt,
    lifetimes,
    replaces,
  }: {
    readonly [Name in keyof TokenFamily]?: unknown
  } = Object(value)
  return (
    familyStatus.is(status) &&
    name.is(grantId) &&
    name.is(dialect) &&
    name.is(clientId) &&
    name.is(subject) &&
    scopeValues.is(scope) &&
    texts.is(resources) &&
    instant.is(grantedAt) &&
    isAuthentication(Object(value)) &&
    (replaces === undefined || name.is(replaces)) &&
    instant.is(forgetAt) &&
    (lifetimes === undefined || lifetimeCaps.is(lifetimes))
  )
}
