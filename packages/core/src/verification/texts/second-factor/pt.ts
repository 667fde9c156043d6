import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in Portuguese. */
export const secondFactor: FactorTexts = {
  factorTitle: 'Confirme que é você',
  factorText: 'Sua senha está correta. Esta conta pede mais uma prova.',
  totpField: 'Código do seu aplicativo autenticador',
  recoveryField: 'Código de recuperação',
  otherFactor: 'Usar em vez disso: {method}',
  factorMissing: 'Digite o código.',
  factorWrong: 'Este código está incorreto ou já foi usado. Espere o próximo código, ou use outro meio.',
  factorExpired: 'Demorou demais, ou este acesso já foi concluído. Entre novamente.',
  tooManyFactors: 'Códigos incorretos demais foram digitados para esta conta. Aguarde {wait} e entre novamente.',
}
