import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in French. */
export const risk: RiskTexts = {
  riskWarning: 'Regardez bien : quelque chose dans cette demande est inhabituel.',
  riskFar: 'Elle vient d’un autre réseau que le vôtre.',
  riskUnchecked: 'Le service n’a pas pu la vérifier pour le moment.',
  riskSignIn: 'Pour approuver cette demande, vous devez vous reconnecter.',
  riskDenied: 'Vous ne pouvez pas approuver cette demande : le service ne le permet pas.',
  riskDeniedAdvice: 'Refusez-la, afin que l’appareil cesse d’attendre.',
  refusedHeading: 'Non approuvé. Rien n’a été associé.',
  refusedText:
    'Le service ne permet pas cette demande, elle a donc été refusée. L’appareil n’a obtenu aucun accès à votre compte, et le code ne fonctionne plus.',
}
