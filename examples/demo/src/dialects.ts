import { auth0, type Dialect, dreadnode, dreadnodeUnversioned, oracle, rfc8628 } from '@devicegrant/core/dialects'

/** The dialects that the demo serves. */
export const dialects: readonly Dialect[] = [rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned]
