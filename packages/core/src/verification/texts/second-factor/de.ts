import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in German. */
export const secondFactor: FactorTexts = {
  factorTitle: 'Bestätigen Sie, dass Sie es sind',
  factorText: 'Ihr Passwort ist richtig. Dieses Konto verlangt noch einen weiteren Nachweis.',
  totpField: 'Code aus Ihrer Authenticator-App',
  recoveryField: 'Wiederherstellungscode',
  otherFactor: 'Stattdessen verwenden: {method}',
  factorMissing: 'Geben Sie den Code ein.',
  factorWrong:
    'Dieser Code ist falsch, oder er wurde schon verwendet. Warten Sie auf den nächsten Code, oder verwenden Sie einen anderen Weg.',
  factorExpired:
    'Das hat zu lange gedauert, oder die Anmeldung ist schon abgeschlossen. Bitte melden Sie sich noch einmal an.',
  tooManyFactors:
    'Für dieses Konto wurden zu viele falsche Codes eingegeben. Bitte warten Sie {wait}, und melden Sie sich dann noch einmal an.',
}
