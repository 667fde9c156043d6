import * as oauth from 'oauth4webapi'
import { DeviceLoginError } from '../failures/device-login-error.js'
import { safeAddress } from './addresses.js'
import type { ClientSettings, ServerEndpoints } from './client-settings.js'
import { failureOf } from './failure-of.js'
import { requestOptions } from './request-options.js'

/** The metadata of the server (RFC 8414), with the endpoints that a sign-in needs. */
export interface ServerMetadata extends oauth.AuthorizationServer {
  readonly token_endpoint: string
}

/**
 * Finds the endpoints of the server: at the address of RFC 8414, then at that of OpenID Connect Discovery, which many
 * servers have alone. Both must name the issuer that was asked for.
 */
export async function findMetadata(settings: ClientSettings, signal?: AbortSignal): Promise<ServerMetadata> {
  const { issuer, endpoints } = settings
  return checkedMetadata(
    endpoints === undefined ? await discover(settings, new URL(issuer), signal) : given(issuer, endpoints),
  )
}

async function discover(
  settings: ClientSettings,
  issuer: URL,
  signal?: AbortSignal,
): Promise<oauth.AuthorizationServer> {
  try {
    const options = requestOptions(settings, issuer, signal)
    const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options })
    if (response.status === 200 && (await isJson(response)))
      return await oauth.processDiscoveryResponse(issuer, response)
    const other = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options })
    if (other.status >= 300 && other.status < 500) {
      throw new DeviceLoginError({ code: 'unsupported', missing: `metadata: ${issuer.host} has none for this issuer` })
    }
    return await oauth.processDiscoveryResponse(issuer, other)
  } catch (cause) {
    throw failureOf(cause, issuer.host, signal)
  }
}

// A site that answers every address with its page has metadata at the other one, if at all.
function isJson(response: Response): Promise<boolean> {
  return response
    .clone()
    .json()
    .then(
      () => true,
      () => false,
    )
}

/** Without metadata, an ID token may have any algorithm of a key pair. TLS has shown that it comes from the server. */
const algorithmsOfIdTokens = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

function given(issuer: string, endpoints: ServerEndpoints): oauth.AuthorizationServer {
  return {
    issuer,
    device_authorization_endpoint: endpoints.deviceAuthorizationEndpoint,
    token_endpoint: endpoints.tokenEndpoint,
    id_token_signing_alg_values_supported: [...algorithmsOfIdTokens],
    ...(endpoints.revocationEndpoint !== undefined && { revocation_endpoint: endpoints.revocationEndpoint }),
    ...(endpoints.userinfoEndpoint !== undefined && { userinfo_endpoint: endpoints.userinfoEndpoint }),
    ...(endpoints.dpopAlgorithms !== undefined && { dpop_signing_alg_values_supported: [...endpoints.dpopAlgorithms] }),
    ...(endpoints.pkce && { code_challenge_methods_supported: ['S256'] }),
  }
}

function checkedMetadata(metadata: oauth.AuthorizationServer): ServerMetadata {
  const { token_endpoint: tokenEndpoint } = metadata
  if (tokenEndpoint === undefined) throw new DeviceLoginError({ code: 'unsupported', missing: 'token_endpoint' })
  const addresses = {
    token_endpoint: tokenEndpoint,
    device_authorization_endpoint: metadata.device_authorization_endpoint,
    revocation_endpoint: metadata.revocation_endpoint,
    userinfo_endpoint: metadata.userinfo_endpoint,
  }
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined) safeAddress(address, `${name} of the server`)
  }
  return { ...metadata, token_endpoint: tokenEndpoint }
}
