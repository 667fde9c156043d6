import { formOf } from '../src/verification/page/forms.js'
import type { PageLook } from '../src/verification/page/look.js'
import type { ConfirmPage, LinkedDeviceRow, MessagePage, PageModel } from '../src/verification/page/models.js'
import type { RiskNotice } from '../src/verification/page/notes/risk-notice.js'
import type { SecondFactorPage } from '../src/verification/page/second-factor/second-factor-model.js'

const moment = (ago: string) => ({ iso: '2026-05-04T10:00:00Z', ago })

/** Returns a page for each state that a person can see, by a name. */
export function pageStates(look: PageLook): Readonly<Record<string, PageModel>> {
  const { texts } = look
  const { languages: _, ...answered } = look
  const form = formOf('/device', { csrf: 'token' })
  const userCode = 'WDJB-MJHT'
  const code = { kind: 'code', look, form, example: 'BCDF-GHJK' } as const
  const signIn = { kind: 'signIn', look, form, leadsTo: 'code' } as const
  const factor: SecondFactorPage = {
    kind: 'secondFactor',
    look,
    form,
    method: { name: 'totp', label: texts.totpField, keyboard: 'digits' },
    others: [{ name: 'recovery_code', label: texts.recoveryField, keyboard: 'text' }],
  }
  const confirm: ConfirmPage = {
    kind: 'confirm',
    look,
    form,
    userCode,
    clientName: 'Northwind CLI',
    clientVerified: true,
    username: 'alice@example.com',
    scopes: [
      { value: 'profile', description: texts.username },
      { value: 'read' },
      { value: 'https://northwind.example/quotes.write' },
    ],
    resources: ['https://api.example.com'],
    requestedAt: moment(texts.justNow),
    requester: { ip: '2001:db8::7', location: 'Berlin', userAgent: 'northwind-cli/2.4 linux-x64', label: 'Laptop' },
    signOut: form,
  }
  const places = { device: 'São Paulo, Brazil', own: 'Berlin, Germany' }
  const risk: RiskNotice = { places, isFar: true, isUnchecked: false, needsSignIn: false, reasons: [] }
  const device: LinkedDeviceRow = {
    clientName: 'Northwind CLI',
    clientVerified: true,
    requester: confirm.requester,
    scopes: confirm.scopes,
    linkedAt: moment(texts.justNow),
    lastUsedAt: moment(texts.justNow),
    isBound: true,
    unlink: '/device/linked/unlink?device=1',
  }
  const linked = {
    kind: 'linked',
    look,
    username: confirm.username,
    start: '/device',
    unlinkAll: '/u',
    signOut: form,
  } as const
  const unlink = { kind: 'unlink', look, form, back: '/device/linked' } as const
  const message = (title: string, text: string): MessagePage => ({
    kind: 'message',
    look: answered,
    title,
    message: text,
    action: { href: '/device', label: texts.enterCodeButton },
  })
  return {
    code,
    'code, wrong': { ...code, typed: userCode, error: texts.codeInvalid, signOut: form },
    'sign in': signIn,
    'sign in for a code': { ...signIn, leadsTo: 'request', userCode },
    'sign in, wrong': { ...signIn, look: answered, username: 'alice', error: texts.credentialsWrong },
    'second factor': factor,
    'second factor, wrong': { ...factor, look: answered, userCode, error: texts.factorWrong, others: [] },
    confirm,
    'confirm, unverified': {
      ...confirm,
      clientVerified: false,
      scopes: [],
      resources: [],
      requester: { ip: '192.0.2.7', userAgent: 'curl/8.5.0' },
    },
    'confirm, nothing ticked': { ...confirm, look: answered, ticked: [], error: texts.nothingTicked },
    'confirm, organizations': {
      ...confirm,
      organizations: {
        all: [
          { key: 'a', name: 'Acme' },
          { key: 'g', name: 'Globex' },
        ],
      },
    },
    'confirm, binding message': { ...confirm, bindingMessage: 'Till 4 - AB12' },
    'confirm, both places': { ...confirm, risk: { ...risk, isFar: false } },
    'confirm, risk warn': { ...confirm, risk: { ...risk, verdict: 'warn', reasons: [texts.codeWarning] } },
    'confirm, risk far': { ...confirm, risk: { ...withoutPlaces(risk), verdict: 'warn' } },
    'confirm, risk unchecked': { ...confirm, risk: { ...risk, verdict: 'warn', isUnchecked: true } },
    'confirm, risk step up': { ...confirm, risk: { ...risk, verdict: 'stepUp', needsSignIn: true } },
    'confirm, risk deny': { ...confirm, risk: { ...risk, verdict: 'deny' } },
    'sign in, stale': { ...signIn, look: answered, leadsTo: 'request', userCode, notice: texts.signInStale },
    refused: { kind: 'result', look: answered, status: 'denied', refused: [texts.riskFar] },
    approved: { kind: 'result', look: answered, status: 'approved', linked: '/device/linked' },
    'approved, number': { kind: 'result', look: answered, status: 'approved', verificationNumber: '012 345' },
    denied: { kind: 'result', look: answered, status: 'denied' },
    reported: { kind: 'result', look: answered, status: 'denied', reported: true },
    'linked devices': {
      ...linked,
      devices: [device, { ...device, clientVerified: false, requester: {} }],
      next: '/device/linked?after=1',
    },
    'no linked devices': { ...linked, devices: [] },
    'linked devices, unavailable': { kind: 'linked', look, start: '/device', unlinkAll: '/u' },
    'unlink one': { ...unlink, what: 'device', device },
    'unlink all': { ...unlink, what: 'everything' },
    'unlinked one': { kind: 'unlinked', look: answered, device, back: '/device/linked' },
    'unlinked one, reported': { kind: 'unlinked', look: answered, device, reported: true, back: '/device/linked' },
    'not me': {
      kind: 'notMe',
      look,
      form,
      clientName: device.clientName,
      clientVerified: true,
      requester: device.requester,
      approvedAt: moment(texts.justNow),
    },
    'not me, ended': message(texts.notMeEndedTitle, texts.notMeEnded),
    'not me, invalid': message(texts.notMeInvalidTitle, texts.notMeInvalid),
    'unlinked all': message(texts.unlinkedTitle, `${texts.unlinkedText} ${texts.signedOutEverywhere}`),
    'code shared': message(texts.codeSharedTitle, texts.codeShared),
    'code used': message(texts.codeUsedTitle, texts.codeUsed),
    trouble: message(texts.ourFaultTitle, texts.ourFault),
  }
}

function withoutPlaces({ places: _, ...rest }: RiskNotice): RiskNotice {
  return rest
}
