import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in Arabic. */
export const risk: RiskTexts = {
  riskWarning: 'انتبه جيدًا: في هذا الطلب شيء غير معتاد.',
  riskFar: 'يأتي من شبكة غير شبكتك.',
  riskUnchecked: 'لم تتمكن الخدمة من فحصه الآن.',
  riskSignIn: 'للموافقة على هذا الطلب، عليك تسجيل الدخول مرة أخرى.',
  riskDenied: 'لا يمكنك الموافقة على هذا الطلب: الخدمة لا تسمح بذلك.',
  riskDeniedAdvice: 'ارفضه كي يتوقف الجهاز عن الانتظار.',
  refusedHeading: 'لم تتم الموافقة. لم يتم ربط أي شيء.',
  refusedText:
    'لا تسمح الخدمة بهذا الطلب، لذا تم رفضه. لم يحصل الجهاز على إمكانية الوصول إلى حسابك، ولم يعد الرمز صالحًا.',
}
