import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in Arabic. */
export const secondFactor: FactorTexts = {
  factorTitle: 'أكّد أنك أنت',
  factorText: 'كلمة المرور صحيحة. يطلب هذا الحساب إثباتًا آخر.',
  totpField: 'الرمز من تطبيق المصادقة',
  recoveryField: 'رمز الاسترداد',
  otherFactor: 'استخدم بدلًا من ذلك: {method}',
  factorMissing: 'أدخل الرمز.',
  factorWrong: 'هذا الرمز غير صحيح، أو سبق استخدامه. انتظر الرمز التالي، أو استخدم طريقة أخرى.',
  factorExpired: 'استغرق ذلك وقتًا طويلًا جدًا، أو اكتمل تسجيل الدخول هذا من قبل. يُرجى تسجيل الدخول مرة أخرى.',
  tooManyFactors: 'أُدخلت رموز خاطئة كثيرة جدًا لهذا الحساب. يُرجى الانتظار {wait}، ثم تسجيل الدخول مرة أخرى.',
}
