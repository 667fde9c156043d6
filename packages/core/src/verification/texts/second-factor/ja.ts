import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in Japanese. */
export const secondFactor: FactorTexts = {
  factorTitle: 'ご本人であることの確認',
  factorText: 'パスワードは正しく入力されました。このアカウントでは、もう一つの確認が必要です。',
  totpField: '認証アプリのコード',
  recoveryField: 'リカバリーコード',
  otherFactor: '代わりに使う：{method}',
  factorMissing: 'コードを入力してください。',
  factorWrong: 'コードが違うか、すでに使用されています。次のコードを待つか、別の方法を使用してください。',
  factorExpired: '時間が経ちすぎたか、このログインはすでに完了しています。もう一度ログインしてください。',
  tooManyFactors:
    'このアカウントで誤ったコードが何度も入力されました。{wait}待ってから、もう一度ログインしてください。',
}
