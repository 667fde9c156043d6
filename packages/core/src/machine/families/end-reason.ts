/**
 * Why a family ended:
 *
 * - `revokedByClient`: the client revoked a token.
 * - `revokedByPerson`: the person unlinked the device.
 * - `refreshTokenReused`: a spent refresh token came back (RFC 9700 §4.14.2).
 * - `inactive`: the account or client no longer exists or is disabled, or all of its grants were revoked.
 * - `replaced`: the client asked for a new sign-in with a refresh token of the grant, and the person approved (RFC 9470 §4).
 * - `displaced`: newer grants of the account took its place (`grantsPerAccount` and `grantsPerClient` of the policy).
 */
export type EndReason =
  | 'revokedByClient'
  | 'revokedByPerson'
  | 'refreshTokenReused'
  | 'inactive'
  | 'replaced'
  | 'displaced'
