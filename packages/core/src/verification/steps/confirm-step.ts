import { isFromElsewhere } from '../../http/origins/same-origin.js'
import { formatUserCode } from '../../machine/user-code.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { AuthorizationView, DecisionMade, DecisionRequest, Viewer } from '../../protocol/interaction.js'
import type { Organizations } from '../../protocol/organization.js'
import { type Call, visiting } from '../../service/call/call.js'
import type { Parameters } from '../../wire/parameters.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { momentOf } from '../language/times.js'
import { formOf } from '../page/forms.js'
import type { ConfirmPage, RequesterClaims, ResultPage } from '../page/models.js'
import { type CarriedCode, codeInForm, codeInQuery, linkedLink, placeOf } from '../places.js'
import { callerByCookie, viewerByCookie } from '../viewer.js'
import { askToSignIn } from './ask-to-sign-in.js'
import { unreadableLink } from './code-step.js'
import { refusalPage } from './confirming/refusal-page.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { placeInWords, reasonsOf, riskNoticeOf } from './risk/risk-notice.js'
import { scopeInWords } from './scope-words.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'

/** Shows a signed-in person the request and asks for a decision. A GET changes nothing, however often it is sent. */
export const showConfirm: ViewStep = async (parts, request, call) => {
  const code = codeInQuery(parts, request)
  if (code.isUnreadable) return unreadableLink(parts, request)
  const caller = await callerByCookie(parts, request, call)
  if (caller.who !== 'person') return askToSignIn(parts, request, caller.who, '/confirm', { code })
  return lookAndAsk(parts, request, caller.viewer, code, call)
}

async function lookAndAsk(
  deps: PageDeps,
  request: HttpRequest,
  viewer: Viewer,
  code: CarriedCode,
  call: Call,
  asked?: AskedAgain,
): Promise<StepResult> {
  const { visit } = call
  // The code of a form is not in its URL.
  const returnTo = placeOf(deps, '/confirm', code)
  const own = visit === undefined ? call : visiting(call, { ...visit, returnTo })
  const mayGuess = !isFromElsewhere(request)
  const view = await deps.service.lookUp({ ...code, mayGuess, returnTo }, deps.reading, viewer, own)
  if (view.kind === 'refusal') return refusalPage(deps, request, view, code)
  return pageAnswer(asked === undefined ? 200 : 400, confirmModel(deps, request, view, code, asked))
}

/** Carries out the decision, and shows the status that is stored, not the choice that was sent. */
export const decideOnPage: FormStep = async (parts, form, request, call) => {
  const decision = readDecision(form)
  const viewer = await viewerByCookie(parts, request, call)
  const code = codeInForm(parts, form)
  if (viewer === undefined) return onward(parts, placeOf(parts, '/confirm', code))
  if (decision === undefined) return problemPage(parts, 'staleForm', code)
  const returnTo = placeOf(parts, '/confirm', code)
  const made = await parts.service.decide({ ...decision, returnTo }, parts.reading, viewer, call)
  if (made.kind === 'refusal' && made.code === 'emptyScope') {
    return lookAndAsk(parts, request, viewer, code, call, { error: parts.look.texts.nothingTicked, ...decision })
  }
  if (made.kind === 'refusal' && made.code === 'staleSignIn') {
    // The risk policy may ask for it, or the device. The words are true of both.
    return askToSignIn(parts, request, 'stale', '/confirm', { code }, parts.look.texts.riskSignIn)
  }
  if (made.kind === 'refusal') return refusalPage(parts, request, made, code)
  const reported = decision.choice === 'report' && { reported: true as const }
  const refused = made.refused && { refused: reasonsOf(parts, made.refused.texts) }
  return pageAnswer(200, {
    kind: 'result',
    look: parts.look,
    status: made.status,
    ...reported,
    ...refused,
    ...(made.earlierGrant && { earlierGrant: made.earlierGrant }),
    ...numberOnPage(made),
    ...linkedLink(parts),
  })
}

// In two groups, which are easier to read and to type.
function numberOnPage({ verificationNumber }: DecisionMade): Pick<ResultPage, 'verificationNumber'> {
  if (verificationNumber === undefined) return {}
  return { verificationNumber: `${verificationNumber.slice(0, 3)} ${verificationNumber.slice(3)}` }
}

/** What the person chose when the form led to no decision, and why it did not. */
interface AskedAgain extends Pick<DecisionRequest, 'scope' | 'organization'> {
  readonly error: string
}

function readDecision(form: Parameters): DecisionRequest | undefined {
  const { user_code: userCode, ticket, decision, scope, scope_shown: scopeShown, organisation: organization } = form
  if (typeof userCode !== 'string' || typeof ticket !== 'string') return undefined
  if (decision !== 'approve' && decision !== 'deny' && decision !== 'report') return undefined
  // A form sends nothing for empty boxes, so a hidden field says that there were boxes.
  const ticked = scopeShown === undefined ? undefined : textsIn(scope)
  // A denial has no organization.
  const chosen = typeof organization === 'string' && organization !== '' && decision === 'approve' && { organization }
  return { userCode, ticket, choice: decision, ...(ticked && { scope: ticked }), ...chosen }
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === 'string')
}

function confirmModel(
  deps: PageDeps,
  request: HttpRequest,
  view: AuthorizationView,
  { proof }: CarriedCode,
  asked?: AskedAgain,
): ConfirmPage {
  const { look, reading, clock } = deps
  const code = { userCode: formatUserCode(view.userCode, reading), ...(proof !== undefined && { proof }) }
  const signOut = signOutForm(deps, request, code)
  const organizations = chosenBefore(view.organizations, asked?.organization)
  // A browser sends nothing for empty boxes: `scope_shown` separates "none ticked" from "not asked".
  const fields = { ticket: view.ticket, scope_shown: view.scope.length > 0 ? '1' : undefined }
  const { name, verified, logoUri } = view.client
  return {
    kind: 'confirm',
    look,
    form: formOf(placeOf(deps, '/confirm'), fields, code),
    userCode: code.userCode,
    clientName: name,
    clientVerified: verified,
    ...(logoUri !== undefined && { clientLogo: logoUri }),
    username: view.username,
    scopes: view.scope.map((value) => scopeInWords(deps, value)),
    resources: view.resources,
    requestedAt: momentOf(view.requestedAt, clock.now(), look),
    requester: claimsOf(deps, view),
    ...(view.bindingMessage !== undefined && { bindingMessage: view.bindingMessage }),
    ...riskNoticeOf(deps, view),
    ...(organizations && { organizations }),
    ...(asked && { error: asked.error, ticked: asked.scope ?? [] }),
    ...(signOut && { signOut }),
  }
}

function claimsOf(deps: PageDeps, { requester, location }: AuthorizationView): RequesterClaims {
  const place = placeInWords(deps, location)
  return place === undefined ? requester : { ...requester, location: place }
}

function chosenBefore(organizations: Organizations | undefined, key: string | undefined): Organizations | undefined {
  const chosen = organizations?.all.find((one) => one.key === key)
  return organizations && { ...organizations, ...(chosen && { chosen }) }
}
