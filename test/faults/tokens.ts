import type { Answer } from './world.js'

/** What stands in the access token of an answer. */
export function claimsIn({ body }: Answer): Readonly<Record<string, unknown>> {
  const [, claims = ''] = String(body['access_token']).split('.')
  return Object.fromEntries(Object.entries(Object(JSON.parse(Buffer.from(claims, 'base64url').toString()))))
}

/** The grant that the access token of an answer belongs to. */
export function grantIn(response: Answer): string {
  return String(claimsIn(response)['grant_id'])
}
