import type { HttpResponse } from '../../../http/message.js'
import type { HttpRequest } from '../../../ports/http-request.js'
import { knownFor } from '../../../service/password/known-browser.js'
import type { SignedInAccount } from '../../../service/password/signed-in-account.js'
import type { PasswordLoginService } from '../../../service/password-login-service.js'
import type { PageDeps } from '../../deps.js'
import { redirectResponse } from '../../page-responses.js'
import { type CarriedCode, placeOf } from '../../places.js'

/** What a person signs in for: a code, or another step of the page. */
export interface Next {
  readonly code: CarriedCode
  readonly step?: string
}

/** The step that follows the sign-in. */
export function stepAfter({ code, step }: Next): string {
  if (code.userCode !== '') return '/confirm'
  return step ?? ''
}

/** A complete sign-in. */
export interface SignIn {
  readonly account: SignedInAccount
  /** The username as it was typed. */
  readonly username: string
  /** The moment before the last check: of the password, or of the second factor after it. */
  readonly authenticatedAt: number
  /** The moment before the password was checked. */
  readonly since: number
}

/** Starts a new session for a person who has signed in, and makes the browser known to the account. */
export function signedIn(
  deps: PageDeps,
  request: HttpRequest,
  { rememberBrowser }: PasswordLoginService,
  { account, username, authenticatedAt, since }: SignIn,
  next: Next,
): HttpResponse {
  const known = deps.knownBrowsers.read(request)
  // The first sign-in of this session has made the browser known, so a second one must not count it as known before.
  const wasKnown =
    deps.sessions.read(request)?.viewer?.knownBrowser !== false && deps.service.knowsBrowser(username, known)
  const { subject, amr } = account
  const { setCookie } = deps.sessions.startFor({ subject, authenticatedAt, since, amr, knownBrowser: wasKnown })
  const remember = deps.knownBrowsers.set(rememberBrowser(username, known, since), knownFor)
  return redirectResponse(placeOf(deps, stepAfter(next), next.code), { 'Set-Cookie': [setCookie, remember] })
}
