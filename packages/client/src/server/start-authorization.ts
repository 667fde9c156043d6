import * as oauth from 'oauth4webapi'
import { DeviceLoginError } from '../failures/device-login-error.js'
import type { Duration } from '../time/time.js'
import { safeAddress } from './addresses.js'
import { type Connection, clientOf, hostOf, optionsFor } from './connection.js'
import { failureOf } from './failure-of.js'
import { safeText } from './safe-text.js'

/** The response of the device authorization endpoint (RFC 8628 §3.2), with texts that are safe to show. */
export interface StartedAuthorization {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete?: string
  readonly lifetime: Duration
  readonly interval: Duration
  /** The server will want the number that its page shows after the approval. */
  readonly isNumberWanted: boolean
}

const defaultInterval: Duration = 5_000
const leastInterval = 1

/** Asks the server for codes. */
export async function startAuthorization(
  connection: Connection,
  parameters: [string, string][],
  signal?: AbortSignal,
): Promise<StartedAuthorization> {
  const { metadata, authentication } = connection
  if (metadata.device_authorization_endpoint === undefined) {
    throw new DeviceLoginError({ code: 'unsupported', missing: 'device_authorization_endpoint' })
  }
  const client = clientOf(connection)
  try {
    const options = optionsFor(connection, signal)
    const response = await oauth.deviceAuthorizationRequest(metadata, client, authentication, parameters, options)
    return readStarted(await oauth.processDeviceAuthorizationResponse(metadata, client, await repaired(response)))
  } catch (thrown) {
    throw failureOf(thrown, hostOf(connection), signal)
  }
}

/**
 * Repairs what some servers send and oauth4webapi refuses: an interval of 0, which says that they do not mind, and Google's
 * `verification_url`, the name in a draft of the RFC.
 */
async function repaired(response: Response): Promise<Response> {
  if (response.status !== 200) return response
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined) // not JSON: oauth4webapi says so
  if (typeof body !== 'object' || body === null) return response
  const isWithoutInterval = 'interval' in body && body.interval === 0
  const isOfDraft = 'verification_url' in body && !('verification_uri' in body)
  if (!isWithoutInterval && !isOfDraft) return response
  const repairedBody = {
    ...body,
    ...(isWithoutInterval && { interval: leastInterval }),
    ...(isOfDraft && { verification_uri: body.verification_url }),
  }
  return new Response(JSON.stringify(repairedBody), response)
}

function readStarted(response: oauth.DeviceAuthorizationResponse): StartedAuthorization {
  const { verification_uri: uri, verification_uri_complete: complete, interval } = response
  return {
    deviceCode: response.device_code,
    userCode: safeText(response.user_code),
    verificationUri: shown(uri),
    ...(complete !== undefined && { verificationUriComplete: shown(complete) }),
    lifetime: response.expires_in * 1_000,
    interval: interval === undefined ? defaultInterval : interval * 1_000,
    isNumberWanted: response['verification_required'] === true,
  }
}

// Without a path, the text of the server is shorter than `href`, which ends with a slash.
function shown(address: string): string {
  const { href } = safeAddress(address, 'address that the server wants to show')
  return href === `${address}/` ? address : href
}
