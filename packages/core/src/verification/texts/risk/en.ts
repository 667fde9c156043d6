import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in English. */
export const risk: RiskTexts = {
  riskWarning: 'Look twice: something about this request is unusual.',
  riskFar: 'It comes from another network than yours.',
  riskUnchecked: 'The service could not check it just now.',
  riskSignIn: 'To approve this request, you have to sign in again.',
  riskDenied: 'You cannot approve this request: the service does not allow it.',
  riskDeniedAdvice: 'Deny it, so that the device stops waiting.',
  refusedHeading: 'Not approved. Nothing was linked.',
  refusedText:
    'The service does not allow this request, so it was denied. The device got no access to your account, and the code no longer works.',
}
