/** The addresses that the audits know, by the name of their member in the metadata. RFC 8414 §2, RFC 8628 §4 */
export const endpointMembers = {
  deviceAuthorization: 'device_authorization_endpoint',
  token: 'token_endpoint',
  revocation: 'revocation_endpoint',
  introspection: 'introspection_endpoint',
  jwks: 'jwks_uri',
} as const

/** One endpoint of the server. */
export type EndpointName = keyof typeof endpointMembers

/** Addresses of endpoints. */
export type Endpoints = Readonly<Partial<Record<EndpointName, string>>>

/** All names, in the order of the metadata. */
export const endpointNames: readonly EndpointName[] = [
  'deviceAuthorization',
  'token',
  'revocation',
  'introspection',
  'jwks',
]
