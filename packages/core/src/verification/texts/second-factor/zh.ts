import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in Chinese. */
export const secondFactor: FactorTexts = {
  factorTitle: '请确认是您本人',
  factorText: '密码正确。此账号还需要再验证一次。',
  totpField: '身份验证器应用中的代码',
  recoveryField: '恢复代码',
  otherFactor: '改用：{method}',
  factorMissing: '请输入代码。',
  factorWrong: '此代码错误，或者已被使用过。请等待下一个代码，或改用其他方式。',
  factorExpired: '用时过长，或者此次登录已经完成。请重新登录。',
  tooManyFactors: '此账号输入的错误代码过多。请等待{wait}，然后重新登录。',
}
