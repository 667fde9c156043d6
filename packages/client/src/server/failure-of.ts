import * as oauth from 'oauth4webapi'
import { DeviceLoginError, type LoginFailure } from '../failures/device-login-error.js'
import { NoAnswer } from './exchange.js'
import { safeText } from './safe-text.js'

/** Makes a failure of the client of whatever a request has thrown. */
export function failureOf(thrown: unknown, host: string, signal?: AbortSignal): DeviceLoginError {
  if (thrown instanceof DeviceLoginError) return thrown
  if (signal?.aborted) return new DeviceLoginError({ code: 'aborted' }, { cause: thrown })
  return new DeviceLoginError(reasonOf(thrown, host), { cause: thrown })
}

function reasonOf(thrown: unknown, host: string): LoginFailure {
  if (thrown instanceof oauth.ResponseBodyError) return refusal(thrown.error, thrown.error_description)
  if (thrown instanceof oauth.WWWAuthenticateChallengeError) {
    const { error, error_description: description } = thrown.cause[0]?.parameters ?? {}
    return refusal(error ?? 'invalid_client', description)
  }
  if (isFromLibrary(thrown) && thrown.code === oauth.JSON_ATTRIBUTE_COMPARISON) {
    return refusal('issuer_mismatch', `the metadata of ${host} names another issuer, so it cannot be trusted`)
  }
  // A TypeError comes from an address or a number in the response that is none.
  if (isPermanent(thrown) || thrown instanceof TypeError) return refusal('invalid_response', thrown.message)
  const status = isFromLibrary(thrown) && thrown.cause instanceof Response ? thrown.cause.status : undefined
  return { code: 'unreachable', host, ...(status !== undefined && status !== 200 && { status }) }
}

function refusal(error: string, description: string | undefined): LoginFailure {
  return {
    code: 'refused',
    error: safeText(error),
    ...(description !== undefined && { description: safeText(description) }),
  }
}

interface LibraryError extends Error {
  readonly code: string
  readonly cause?: unknown
}

/** Whether oauth4webapi has refused a response. */
export function isFromLibrary(thrown: unknown): thrown is LibraryError {
  return (
    thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('OAUTH_')
  )
}

// A response that can be read and is wrong stays wrong. Others come from something between the device and the server.
const passing: readonly string[] = [oauth.PARSE_ERROR, oauth.RESPONSE_IS_NOT_JSON, oauth.RESPONSE_IS_NOT_CONFORM]

/** Whether asking again is of no use: a response is wrong, and not only unreadable. */
export function isPermanent(thrown: unknown): thrown is LibraryError {
  return isFromLibrary(thrown) && !passing.includes(thrown.code) && !(thrown instanceof NoAnswer)
}
