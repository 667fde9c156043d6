import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in Spanish. */
export const secondFactor: FactorTexts = {
  factorTitle: 'Confirme que es usted',
  factorText: 'Su contraseña es correcta. Esta cuenta pide una prueba más.',
  totpField: 'Código de su aplicación de autenticación',
  recoveryField: 'Código de recuperación',
  otherFactor: 'Usar en su lugar: {method}',
  factorMissing: 'Introduzca el código.',
  factorWrong: 'Este código no es correcto, o ya se ha usado. Espere al siguiente código, o use otro método.',
  factorExpired: 'Ha pasado demasiado tiempo, o ya se ha completado este inicio de sesión. Inicie sesión de nuevo.',
  tooManyFactors:
    'Se han introducido demasiados códigos incorrectos para esta cuenta. Espere {wait} e inicie sesión de nuevo.',
}
