import type { Duration } from '../../machine/time.js'
import type { Problem, ProblemCode } from '../../protocol/problem.js'
import { retryAfterHeader } from '../../wire/writing/standard-headers.js'
import { type PageAnswer, pageAnswer } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { waitInWords } from '../language/times.js'
import type { MessagePage } from '../page/models.js'
import { type CarriedCode, noCode, placeOf } from '../places.js'
import { fill } from '../texts/fill.js'
import type { PageTexts } from '../texts/page-texts.js'

/** What can go wrong on the page, apart from problems. */
export type PageTrouble = 'foreignOrigin' | 'staleForm' | 'accountDisabled' | 'assuranceUnmet'

interface Message {
  readonly status: number
  readonly title: keyof PageTexts
  readonly text: keyof PageTexts
}

const startOver: Message = { status: 400, title: 'startOverTitle', text: 'startOver' }

const messages: Readonly<Partial<Record<ProblemCode | PageTrouble, Message>>> = {
  foreignOrigin: { status: 403, title: 'otherOriginTitle', text: 'otherOrigin' },
  staleForm: { status: 403, title: 'outdatedFormTitle', text: 'outdatedForm' },
  accountDisabled: { status: 403, title: 'accountDisabledTitle', text: 'accountDisabled' },
  assuranceUnmet: { status: 403, title: 'assuranceUnmetTitle', text: 'assuranceUnmet' },
  methodNotAllowed: { ...startOver, status: 405 },
  requestTimeout: { ...startOver, status: 408 },
  tooManyRequests: { status: 429, title: 'tooManyTriesTitle', text: 'tooManyTries' },
  contentTooLarge: { ...startOver, status: 413 },
  unsupportedMediaType: { ...startOver, status: 415 },
  serverError: { status: 500, title: 'ourFaultTitle', text: 'ourFault' },
  temporarilyUnavailable: { status: 503, title: 'unavailableTitle', text: 'unavailable' },
}

/** A page for a person who has entered too many wrong codes. `wait` is in milliseconds. */
export function tooManyCodesPage(deps: PageDeps, wait: Duration): PageAnswer {
  const { look } = deps
  const page: MessagePage = {
    kind: 'message',
    look,
    title: look.texts.tooManyCodesTitle,
    message: fill(look.texts.tooManyCodes, { wait: waitInWords(wait, look) }),
    action: { href: placeOf(deps, ''), label: look.texts.enterCodeButton },
  }
  return pageAnswer(429, page, retryAfterHeader(wait))
}

/** A page that says what went wrong and what to do, with a link to the start, or back to the code. */
export function problemPage(deps: PageDeps, trouble: Problem | PageTrouble, carried: CarriedCode = noCode): PageAnswer {
  const code = typeof trouble === 'string' ? trouble : trouble.code
  const wait = typeof trouble === 'string' ? undefined : trouble.retryAfter
  const { status, title, text } = messages[code] ?? startOver
  const { look, origin } = deps
  const { texts } = look
  const again =
    carried.userCode === ''
      ? { href: placeOf(deps, ''), label: texts.enterCodeButton }
      : { href: placeOf(deps, '/confirm', carried), label: fill(texts.goOnWithCode, { code: carried.userCode }) }
  // Behind a proxy, the host may have configured the wrong origin, so the page names the configured one.
  const rightAddress = code === 'foreignOrigin' ? ` ${fill(texts.rightAddress, { origin })}` : ''
  const message = texts[text] + rightAddress
  const page: MessagePage = { kind: 'message', look, title: texts[title], message, action: again }
  return pageAnswer(status, page, wait === undefined ? {} : retryAfterHeader(wait))
}
