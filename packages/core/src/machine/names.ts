/**
 * Gives a string type a name, so that two of them cannot be confused. Each accepts a plain `string`, but not another
 * named string: the compiler refuses a device code where its digest is required.
 */
export interface Named<Name extends string> {
  readonly '~name'?: Name
}

/** The device's secret, RFC 8628 §3.2, after the name of its record. Never stored, never logged. */
export type DeviceCode = string & Named<'DeviceCode'>

/** The person's secret in canonical form (no separators), RFC 8628 §6.1. Never stored, never logged. */
export type UserCode = string & Named<'UserCode'>

/** The keyed digest that a store has instead of a device code. Only who has the device code can prove it. */
export type DeviceCodeDigest = string & Named<'DeviceCodeDigest'>

/**
 * The keyed digest that a store has instead of a user code, and the name of the record. A digest without a key would
 * reveal the code: an attacker can try all values of 34 bits.
 */
export type UserCodeDigest = string & Named<'UserCodeDigest'>

/** The SHA-256 digest of a code verifier in base64url, 43 characters (RFC 7636 §4.2). It is no secret. */
export type CodeChallenge = string & Named<'CodeChallenge'>

/** Proves that a link with a user code comes from this server. It is worth nothing without the code. */
export type LinkProof = string & Named<'LinkProof'>

/** The keyed digest of an account that has opened a user code. It differs for each device authorization. */
export type OpenerDigest = string & Named<'OpenerDigest'>

/** A client identifier, RFC 6749 §2.2. */
export type ClientId = string & Named<'ClientId'>

/** The stable identifier of an account: the `sub` of its tokens. Must never be given to another account. */
export type Subject = string & Named<'Subject'>

/** Identifies one grant in events, in tokens and for the issuer. Its codes cannot be derived from it. */
export type GrantId = string & Named<'GrantId'>

/** Identifies the confirm step of a decision, to distinguish a double click from a second decision. */
export type TicketId = string & Named<'TicketId'>

/** The keyed digest that a store has instead of a refresh token. */
export type RefreshTokenDigest = string & Named<'RefreshTokenDigest'>

/**
 * A token response, sealed with a key that is derived from the code or token it answers and from the secret of the server.
 * The store sees neither.
 */
export type SealedResponse = string & Named<'SealedResponse'>
