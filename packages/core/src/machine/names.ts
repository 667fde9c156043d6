/**
 * Plain strings that must not be mistaken for one another. A plain `string` is accepted for each of them, one of them
 * is not accepted for another: a device code can never stand where its digest is wanted.
 */
export interface Named<Name extends string> {
  readonly '~name'?: Name
}

/** The device's secret, RFC 8628 §3.2. Never stored, never logged. */
export type DeviceCode = string & Named<'DeviceCode'>

/** The person's secret in canonical form (no separators), RFC 8628 §6.1. Never stored, never logged. */
export type UserCode = string & Named<'UserCode'>

/** What a store holds instead of a device code: a keyed digest. */
export type DeviceCodeDigest = string & Named<'DeviceCodeDigest'>

/** What a store holds instead of a user code: a keyed digest, since 34 bits are found by trial from a plain one. */
export type UserCodeDigest = string & Named<'UserCodeDigest'>

/** RFC 6749 §2.2 client identifier. */
export type ClientId = string & Named<'ClientId'>

/** The stable identifier of the account that approved or logged in: the `sub` of its tokens. Never reused. */
export type Subject = string & Named<'Subject'>

/** Names one grant of tokens in events and for the issuer; says nothing about the codes it came from. */
export type GrantId = string & Named<'GrantId'>

/** Names the confirm step that a decision came from, so that a double click is told from a second opinion. */
export type TicketId = string & Named<'TicketId'>

/** What a store holds instead of a refresh token: a keyed digest. */
export type RefreshTokenDigest = string & Named<'RefreshTokenDigest'>

/** A token answer, sealed with a key derived from a secret that the store never sees: the code or token it answers. */
export type SealedAnswer = string & Named<'SealedAnswer'>
