import { retryAfterHeader } from '../../http/responses.js'
import { type Duration, minute } from '../../machine/time.js'
import type { Problem, ProblemCode } from '../../protocol/problem.js'
import { type PageAnswer, pageAnswer } from '../answers.js'
import type { VerificationDeps } from '../deps.js'
import type { MessagePage } from '../page/models.js'
import { type CarriedCode, noCode, placeOf } from '../places.js'

/** What can go wrong on the page, apart from problems. */
export type PageTrouble = 'foreignOrigin' | 'staleForm' | 'accountDisabled'

interface Message {
  readonly status: number
  readonly title: string
  readonly text: string
}

const startOver: Message = {
  status: 400,
  title: 'That did not work',
  text: 'The form could not be read. Please enter the code again.',
}

const messages: Readonly<Partial<Record<ProblemCode | PageTrouble, Message>>> = {
  foreignOrigin: {
    status: 403,
    title: 'Not from this page',
    text: 'The request came from another address than this page, so nothing was changed. If you want to link a device, enter its code here.',
  },
  staleForm: {
    status: 403,
    title: 'This form is out of date',
    text: 'You may have signed in or out in another tab, so nothing was changed. Please start again.',
  },
  accountDisabled: {
    status: 403,
    title: 'This account cannot be used',
    text: 'The account you are signed in with has been disabled. Nothing was changed.',
  },
  methodNotAllowed: { ...startOver, status: 405 },
  requestTimeout: { ...startOver, status: 408 },
  tooManyRequests: {
    status: 429,
    title: 'Too many tries',
    text: 'Somebody has tried too often from this network. Nothing was changed. Please wait, and then try again.',
  },
  contentTooLarge: { ...startOver, status: 413 },
  unsupportedMediaType: { ...startOver, status: 415 },
  serverError: {
    status: 500,
    title: 'Something went wrong',
    text: 'That was our fault. If you were deciding, your device shows whether it worked. Please try again.',
  },
  temporarilyUnavailable: {
    status: 503,
    title: 'Please try again in a moment',
    text: 'We cannot answer right now. If you were deciding, your device shows whether it worked.',
  },
}

/** A page for a person who has entered too many wrong codes. `wait` is in milliseconds. */
export function tooManyCodesPage(deps: VerificationDeps, wait: Duration): PageAnswer {
  const page: MessagePage = {
    kind: 'message',
    look: deps.look,
    title: 'Too many codes',
    message: `Too many wrong codes were entered. Please wait ${inWords(wait)}, and then enter the code that your device shows. A link or a QR code of your device works at once.`,
    action: { href: placeOf(deps, ''), label: 'Enter a code' },
  }
  return pageAnswer(429, page, retryAfterHeader(wait))
}

function inWords(wait: Duration): string {
  const minutes = Math.ceil(wait / minute)
  return minutes <= 1 ? 'a minute' : minutes > 90 ? `${Math.ceil(minutes / 60)} hours` : `${minutes} minutes`
}

/** A page that says what went wrong and what to do, with a link to the start, or back to the code. */
export function problemPage(
  deps: VerificationDeps,
  trouble: Problem | PageTrouble,
  carried: CarriedCode = noCode,
): PageAnswer {
  const code = typeof trouble === 'string' ? trouble : trouble.code
  const wait = typeof trouble === 'string' ? undefined : trouble.retryAfter
  const { status, title, text } = messages[code] ?? startOver
  const again =
    carried.userCode === ''
      ? { href: placeOf(deps, ''), label: 'Enter a code' }
      : { href: placeOf(deps, '/confirm', carried), label: `Go on with ${carried.userCode}` }
  // Behind a proxy, the host may have configured the wrong origin, so the page names the configured one.
  const message = code === 'foreignOrigin' ? `${text} The right address begins with ${deps.origin}.` : text
  const page: MessagePage = { kind: 'message', look: deps.look, title, message, action: again }
  return pageAnswer(status, page, wait === undefined ? {} : retryAfterHeader(wait))
}
