import type { Operation } from '../protocol/command.js'
import type { SuccessKind } from '../protocol/outcome.js'

/** The kind of the successful response of each operation. */
export const successKinds: Readonly<Record<Operation, SuccessKind>> = {
  startAuthorization: 'authorizationStarted',
  exchangeDeviceCode: 'tokensIssued',
  exchangeRefreshToken: 'tokensIssued',
  exchangePassword: 'tokensIssued',
  logIn: 'tokensIssued',
  completeLogIn: 'tokensIssued',
  revokeToken: 'tokenRevoked',
  introspectToken: 'tokenIntrospected',
  registerClient: 'clientRegistered',
}
