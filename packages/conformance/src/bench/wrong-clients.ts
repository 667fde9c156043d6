import type { AuditClient } from './client.js'

/** A client that no server knows. */
export const unknownClient: AuditClient = { clientId: 'devicegrant-audit-unknown-client' }

/** The same client with a secret that is not its own. */
export function withWrongSecret(client: AuditClient): AuditClient {
  return { ...client, clientSecret: 'devicegrant-audit-wrong-secret' }
}

/** The same client, which names itself and sends no secret. */
export function withoutSecret({ clientId }: AuditClient): AuditClient {
  return { clientId }
}
