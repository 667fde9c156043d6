import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in Spanish. */
export const risk: RiskTexts = {
  riskWarning: 'Mire con atención: hay algo inusual en esta solicitud.',
  riskFar: 'Viene de una red distinta de la suya.',
  riskUnchecked: 'El servicio no ha podido comprobarla en este momento.',
  riskSignIn: 'Para aprobar esta solicitud, tiene que iniciar sesión de nuevo.',
  riskDenied: 'No puede aprobar esta solicitud: el servicio no lo permite.',
  riskDeniedAdvice: 'Deniéguela para que el dispositivo deje de esperar.',
  refusedHeading: 'No aprobado. No se ha vinculado nada.',
  refusedText:
    'El servicio no permite esta solicitud, así que se ha denegado. El dispositivo no ha obtenido acceso a su cuenta, y el código ya no funciona.',
}
