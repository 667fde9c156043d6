import type { HttpRequest } from '../../http/message.js'
import type { SignOut } from '../page/models.js'
import type { VerificationParts } from '../parts.js'
import { placeOf } from '../places.js'

/** The form that ends the page's own session, if there is one. The next sign-in keeps the code. */
export function signOutForm(parts: VerificationParts, request: HttpRequest, userCode?: string): SignOut | undefined {
  if (parts.hostSessions !== undefined) return undefined
  const session = parts.sessions.read(request)
  if (session?.viewer === undefined) return undefined
  const csrf = parts.sessions.csrfToken(session)
  return { action: placeOf(parts, '/sign-out'), csrf, ...(userCode !== undefined && { userCode }) }
}
