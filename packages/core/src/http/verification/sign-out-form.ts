import type { HttpRequest } from '../message.js'
import type { SignOut } from './page/models.js'
import type { VerificationParts } from './parts.js'
import { placeOf } from './places.js'

/** The form that ends the page's own session, where there is one to end. */
export function signOutForm(parts: VerificationParts, request: HttpRequest): SignOut | undefined {
  if (parts.hostSessions !== undefined) return undefined
  const session = parts.sessions.read(request)
  if (session?.viewer === undefined) return undefined
  return { action: placeOf(parts, '/sign-out'), csrf: parts.sessions.csrfToken(session) }
}
