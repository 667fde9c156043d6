import type { FactorMethod } from '../../../ports/hooks/second-factor.js'
import { pageAnswer, type StepResult } from '../../answers.js'
import type { PageDeps } from '../../deps.js'
import { textOnPage } from '../../language/local-text.js'
import { formOf } from '../../page/forms.js'
import type { FactorChoice, SecondFactorPage } from '../../page/second-factor/second-factor-model.js'
import { placeOf, secondFactorStep } from '../../places.js'
import type { PageSession } from '../../session.js'
import type { Next } from './signed-in.js'

/** What the form for a second factor sends back, and shows. */
export interface FactorForm extends Next {
  readonly ticket: string
  /** The methods of the ticket. */
  readonly methods: readonly [FactorMethod, ...FactorMethod[]]
  /** The name of the method that it asks for. @defaultValue the first one */
  readonly method?: string | undefined
  readonly error?: string
}

/** Asks for a second factor, in the session in which the password was right. */
export function renderSecondFactor(
  deps: PageDeps,
  session: PageSession,
  status: number,
  { ticket, methods, method: wanted, code, step, error }: FactorForm,
): StepResult {
  const method = methods.find(({ name }) => name === wanted) ?? methods[0]
  const fields = { step, csrf: deps.sessions.csrfToken(session), ticket, method: method.name }
  const page: SecondFactorPage = {
    kind: 'secondFactor',
    look: deps.look,
    form: formOf(placeOf(deps, secondFactorStep), fields, code),
    method: choiceOf(deps, method),
    others: methods.filter((other) => other !== method).map((other) => choiceOf(deps, other)),
    ...(code.userCode !== '' && { userCode: code.userCode }),
    ...(error !== undefined && { error }),
  }
  return pageAnswer(status, page)
}

function choiceOf(deps: PageDeps, method: FactorMethod): FactorChoice {
  const { name, keyboard = 'text' } = method
  return { name, keyboard, label: labelOf(deps, method) }
}

function labelOf(deps: PageDeps, { name, label }: FactorMethod): string {
  const { totpField, recoveryField } = deps.look.texts
  if (label !== undefined) return textOnPage(deps, label)
  // The check of the options requires a label of every other method.
  return name === 'totp' ? totpField : recoveryField
}
