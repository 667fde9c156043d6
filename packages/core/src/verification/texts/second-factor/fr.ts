import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in French. */
export const secondFactor: FactorTexts = {
  factorTitle: 'Confirmez qu’il s’agit bien de vous',
  factorText: 'Votre mot de passe est correct. Ce compte demande une preuve supplémentaire.',
  totpField: 'Code de votre application d’authentification',
  recoveryField: 'Code de récupération',
  otherFactor: 'Utiliser à la place : {method}',
  factorMissing: 'Saisissez le code.',
  factorWrong: 'Ce code est incorrect, ou il a déjà été utilisé. Attendez le code suivant, ou utilisez un autre moyen.',
  factorExpired: 'Cela a pris trop de temps, ou cette connexion est déjà terminée. Veuillez vous reconnecter.',
  tooManyFactors:
    'Trop de codes incorrects ont été saisis pour ce compte. Veuillez patienter {wait}, puis vous reconnecter.',
}
