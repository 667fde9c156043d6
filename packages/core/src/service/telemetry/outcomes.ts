import type { ClientId } from '../../machine/names.js'
import type { RequestOperation, RequestOutcome } from '../../ports/telemetry/words.js'
import type { Command, Operation } from '../../protocol/command.js'
import type { Refusal } from '../../protocol/interaction.js'
import type { Outcome } from '../../protocol/outcome.js'
import type { ProblemCode } from '../../protocol/problem.js'

/** Each operation in telemetry. */
export const observedOperations: Readonly<Record<Operation, RequestOperation>> = {
  startAuthorization: 'start',
  exchangeDeviceCode: 'poll',
  exchangeRefreshToken: 'refresh',
  exchangePassword: 'password',
  logIn: 'login',
  completeLogIn: 'second_factor',
  revokeToken: 'revoke',
  introspectToken: 'introspect',
  registerClient: 'register',
}

/** Returns the client that a command names, if it does. */
export function clientOf(command: Command): ClientId | undefined {
  return 'client' in command ? command.client?.clientId : undefined
}

const problems: Readonly<Record<ProblemCode, RequestOutcome>> = {
  invalidRequest: 'invalid_request',
  invalidClient: 'invalid_client',
  invalidGrant: 'invalid_grant',
  unknownDeviceCode: 'invalid_grant',
  usedDeviceCode: 'invalid_grant',
  invalidRefreshToken: 'invalid_grant',
  invalidCredentials: 'invalid_credentials',
  secondFactorRequired: 'second_factor_required',
  wrongSecondFactor: 'wrong_second_factor',
  invalidFactorTicket: 'invalid_factor_ticket',
  unauthorizedClient: 'unauthorized_client',
  introspectionForbidden: 'introspection_forbidden',
  unsupportedGrantType: 'unsupported_grant_type',
  invalidScope: 'invalid_scope',
  invalidTarget: 'invalid_target',
  invalidClientMetadata: 'invalid_client_metadata',
  invalidRedirectUri: 'invalid_redirect_uri',
  invalidProof: 'invalid_dpop_proof',
  useNonce: 'use_dpop_nonce',
  authorizationPending: 'authorization_pending',
  slowDown: 'slow_down',
  accessDenied: 'access_denied',
  expiredToken: 'expired_token',
  foreignOrigin: 'foreign_origin',
  methodNotAllowed: 'method_not_allowed',
  tooManyRequests: 'too_many_requests',
  requestTimeout: 'request_timeout',
  contentTooLarge: 'content_too_large',
  unsupportedMediaType: 'unsupported_media_type',
  serverError: 'server_error',
  temporarilyUnavailable: 'temporarily_unavailable',
}

const refusals: Readonly<Record<Refusal['code'], RequestOutcome>> = {
  invalidUserCode: 'invalid_user_code',
  codeExpired: 'code_expired',
  codeUsed: 'code_used',
  codeShared: 'code_shared',
  notLinked: 'not_linked',
  invalidTicket: 'invalid_ticket',
  invalidScope: 'invalid_scope',
  emptyScope: 'invalid_scope',
  invalidOrganization: 'invalid_organization',
  accountDisabled: 'account_disabled',
  unknownDevice: 'unknown_device',
  invalidLink: 'invalid_link',
  alreadyDecided: 'already_decided',
  staleSignIn: 'stale_sign_in',
  stepUpRequired: 'step_up_required',
  assuranceUnmet: 'assurance_unmet',
  tooManyGuesses: 'too_many_requests',
}

/** Returns the result of an operation or a refusal in the words of telemetry. */
export function outcomeOf(made: Outcome | Refusal): RequestOutcome {
  switch (made.kind) {
    case 'problem':
      return problems[made.code]
    case 'refusal':
      return refusals[made.code]
    case 'authorizationStarted':
      return 'codes_issued'
    case 'tokensIssued':
      return 'tokens_issued'
    case 'tokenRevoked':
      return 'token_revoked'
    case 'tokenIntrospected':
      return made.active ? 'token_active' : 'token_inactive'
    case 'clientRegistered':
      return 'client_registered'
  }
}
