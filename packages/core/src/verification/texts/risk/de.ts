import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in German. */
export const risk: RiskTexts = {
  riskWarning: 'Sehen Sie genau hin: An dieser Anfrage ist etwas ungewöhnlich.',
  riskFar: 'Sie kommt aus einem anderen Netz als Ihrem.',
  riskUnchecked: 'Der Dienst konnte sie gerade nicht prüfen.',
  riskSignIn: 'Um dieser Anfrage zuzustimmen, müssen Sie sich erneut anmelden.',
  riskDenied: 'Sie können dieser Anfrage nicht zustimmen: Der Dienst erlaubt es nicht.',
  riskDeniedAdvice: 'Lehnen Sie sie ab, damit das Gerät nicht länger wartet.',
  refusedHeading: 'Nicht zugestimmt. Es wurde nichts verknüpft.',
  refusedText:
    'Der Dienst erlaubt diese Anfrage nicht, deshalb wurde sie abgelehnt. Das Gerät hat keinen Zugriff auf Ihr Konto erhalten, und der Code funktioniert nicht mehr.',
}
