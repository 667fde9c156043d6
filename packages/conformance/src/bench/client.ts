import type { HeaderList } from '../http/exchange.js'
import type { Secrets } from '../http/secrets.js'
import type { Fields } from './fields.js'

/** How a client names itself. RFC 6749 §2.3.1, RFC 7591 §2 */
export type ClientMethod = 'none' | 'client_secret_basic' | 'client_secret_post'

/** A client that the server knows. */
export interface AuditClient {
  readonly clientId: string
  /** Absent for a public client. */
  readonly clientSecret?: string
  /**
   * How a client with a secret sends it.
   *
   * @defaultValue `'client_secret_basic'`
   */
  readonly method?: ClientMethod
}

/** What a client adds to a request. */
export interface Credentials {
  readonly fields: Fields
  readonly headers: HeaderList
}

/** Returns how a client sends its secret. */
export function methodOf({ clientSecret, method }: AuditClient): ClientMethod {
  return clientSecret === undefined ? 'none' : (method ?? 'client_secret_basic')
}

/** Returns what a client adds to a request. */
export function credentialsOf(client: AuditClient, secrets: Secrets): Credentials {
  const { clientId, clientSecret = '' } = client
  switch (methodOf(client)) {
    case 'client_secret_basic':
      return { fields: [], headers: [basicHeader(clientId, clientSecret, secrets)] }
    case 'client_secret_post':
      return {
        fields: [
          ['client_id', clientId],
          ['client_secret', clientSecret],
        ],
        headers: [],
      }
    case 'none':
      return { fields: [['client_id', clientId]], headers: [] }
  }
}

/** RFC 6749 §2.3.1: both parts are spelled as in a form before they are joined. */
export function basicHeader(clientId: string, clientSecret: string, secrets: Secrets): readonly [string, string] {
  const [id, secret] = [clientId, clientSecret].map((part) => new URLSearchParams({ a: part }).toString().slice(2))
  const pair = btoa(`${id}:${secret}`)
  secrets.add('BASIC', pair)
  return ['Authorization', `Basic ${pair}`]
}
