import type { HttpAnswer, HttpRequest } from '../message.js'
import { onward } from './onward.js'
import { codePage } from './page/code-page.js'
import { htmlAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { codeInQuery, placeOf, shownCode } from './places.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks for the code. One that came with the address is filled in, and still asked for (RFC 8628 §3.3.1). */
export const showCodeForm: ViewStep = async (parts, request) =>
  htmlAnswer(200, renderCodeForm(parts, request, codeInQuery(parts, request)))

/** Takes the code along to the confirm step. Whether it leads anywhere is told there, to a person who has signed in. */
export const enterCode: FormStep = async (parts, { user_code: typed }, request) => {
  const code = shownCode(typed, parts.dialect.userCode)
  if (code !== '') return onward(parts, placeOf(parts, '/confirm', code))
  return invalidCode(parts, request, typeof typed === 'string' ? typed : '', 400)
}

/** The code form again, for a code that leads nowhere. One text for every reason (RFC 8628 §5.1). */
export function invalidCode(parts: VerificationParts, request: HttpRequest, typed: string, status: number): HttpAnswer {
  return htmlAnswer(status, renderCodeForm(parts, request, typed, unusable))
}

const unusable = 'This code is not valid. It may have expired, or been mistyped. Check the code on your device.'
const longestShown = 64

function renderCodeForm(parts: VerificationParts, request: HttpRequest, typed: string, error?: string): string {
  const shown = shownCode(typed, parts.dialect.userCode) || typed.slice(0, longestShown)
  const signOut = signOutForm(parts, request)
  return codePage({
    look: parts.page,
    action: placeOf(parts, ''),
    ...(shown !== '' && { typed: shown }),
    ...(error !== undefined && { error }),
    ...(signOut && { signOut }),
  })
}
