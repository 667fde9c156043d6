import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in Japanese. */
export const risk: RiskTexts = {
  riskWarning: 'よく確認してください。このリクエストには通常と異なる点があります。',
  riskFar: 'あなたとは別のネットワークから送信されています。',
  riskUnchecked: 'サービスは現在このリクエストを確認できませんでした。',
  riskSignIn: 'このリクエストを承認するには、もう一度ログインする必要があります。',
  riskDenied: 'このリクエストは承認できません。サービスが許可していません。',
  riskDeniedAdvice: 'デバイスが待ち続けないように、拒否してください。',
  refusedHeading: '承認されませんでした。何も連携されていません。',
  refusedText:
    'サービスがこのリクエストを許可していないため、拒否されました。このデバイスはアカウントにアクセスできません。また、コードは使用できなくなりました。',
}
