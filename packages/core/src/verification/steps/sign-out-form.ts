import type { HttpRequest } from '../../ports/http-request.js'
import type { PageDeps } from '../deps.js'
import { formOf } from '../page/forms.js'
import type { PageForm } from '../page/models.js'
import { type CarriedCode, placeOf } from '../places.js'

/** The form that ends the page's own session, if there is one. The next sign-in keeps the code. */
export function signOutForm(deps: PageDeps, request: HttpRequest, code?: CarriedCode): PageForm | undefined {
  if (deps.service.hostSignIn !== undefined) return undefined
  const session = deps.sessions.read(request)
  if (session?.viewer === undefined) return undefined
  return formOf(placeOf(deps, '/sign-out'), { csrf: deps.sessions.csrfToken(session) }, code)
}
