import { exampleUserCode, isUserCodeLink, longestUserCodeInput } from '../../machine/user-code.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { type PageAnswer, pageAnswer } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { formOf } from '../page/forms.js'
import type { CodePage } from '../page/models.js'
import { type CarriedCode, codeInForm, codeInQuery, placeOf, shownCode } from '../places.js'
import { onward } from './onward.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks for the code. For a link whose code cannot be read, the page says so. */
export const showCodeForm: ViewStep = async (parts, request) =>
  codeInQuery(parts, request).isUnreadable
    ? unreadableLink(parts, request)
    : pageAnswer(200, codeForm(parts, request, ''))

/** Passes the code on to the confirm step. Only there does a signed-in person learn whether the code is valid. */
export const enterCode: FormStep = async (parts, form, request) => {
  const code = codeInForm(parts, form)
  if (code.userCode !== '') return onward(parts, placeOf(parts, '/confirm', code))
  const { user_code: typed } = form
  const text = typeof typed === 'string' ? typed : ''
  return isUserCodeLink(text, parts.reading) ? unreadableLink(parts, request) : invalidCode(parts, request, text, 400)
}

/** Shows the code form again for a code that is not valid, with one text for every reason (RFC 8628 §5.1). */
export function invalidCode(deps: PageDeps, request: HttpRequest, typed: string, status: number): PageAnswer {
  return pageAnswer(status, codeForm(withoutLanguages(deps), request, typed, deps.look.texts.codeInvalid))
}

/**
 * Shows the code that a page of another site has linked to, and looks it up only when the person continues. Otherwise such
 * a page could use up the guesses of the person.
 */
export function codeOfOtherPage(deps: PageDeps, request: HttpRequest, { userCode }: CarriedCode): PageAnswer {
  return pageAnswer(200, codeForm(withoutLanguages(deps), request, userCode, deps.look.texts.codeOfOtherSite))
}

// A link to another language would look the code up again: a guess without a press of the button.
function withoutLanguages(deps: PageDeps): PageDeps {
  const { languages: _, ...look } = deps.look
  return { ...deps, look }
}

/** Shows the code form for a link whose code cannot be read. */
export function unreadableLink(deps: PageDeps, request: HttpRequest): PageAnswer {
  return pageAnswer(400, codeForm(deps, request, '', deps.look.texts.codeUnreadable))
}

function codeForm(deps: PageDeps, request: HttpRequest, typed: string, error?: string): CodePage {
  const shown = shownCode(typed, deps.reading) || typed.slice(0, longestUserCodeInput)
  const signOut = signOutForm(deps, request)
  return {
    kind: 'code',
    look: deps.look,
    form: formOf(placeOf(deps, '')),
    example: exampleUserCode(deps.reading),
    ...(shown !== '' && { typed: shown }),
    ...(error !== undefined && { error }),
    ...(signOut && { signOut }),
  }
}
