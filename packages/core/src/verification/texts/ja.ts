import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/ja.js'
import { risk } from './risk/ja.js'
import { secondFactor } from './second-factor/ja.js'

/** The page in Japanese. */
export const ja: PageTexts = {
  errorTitle: 'エラー: {title}',
  signedInAs: '{name} としてログイン中',
  notYou: 'ご本人ではありませんか？',
  useAnotherAccount: '別のアカウントを使用',
  noName: '名前なし',
  verified: '確認済み',
  unverified: '未確認',
  callsItself: '自称: {name}',
  continueButton: '続ける',
  enterCodeButton: 'コードを入力',
  enterAnotherCodeButton: '別のコードを入力',
  goOnWithCode: '{code} で続ける',
  justNow: 'たった今',
  listSeparator: '、',
  languages: '言語',
  help: 'ヘルプ',
  privacy: 'プライバシー',
  unnamedService: 'デバイスのログイン',
  cancel: 'キャンセル',

  codeTitle: 'コードを入力してください',
  codeHint: 'デバイスに表示されているコードを入力してください。大文字と小文字、スペース、ハイフンの違いは問いません。',
  codeField: 'デバイスのコード',
  codeExample: '例：{code}',
  codeWarning:
    'このコードを誰かから送られたり、読み上げられたりしましたか？その場合はここで中止してください。コードは必ずご自身のデバイスに表示されたものでなければなりません。',
  codeInvalid:
    'このコードは無効です。有効期限が切れたか、入力を間違えた可能性があります。デバイスのコードを確認してください。',
  codeOfOtherSite:
    'このコードは別のサイトによって入力されました。目の前にあるデバイスに同じコードが表示されている場合にのみ続けてください。',
  codeUnreadable:
    'このリンクには読み取れるコードがありません。途中で切れている可能性があります。デバイスに表示されているコードを入力してください。',

  signInTitle: 'ログイン',
  signInButton: 'ログイン',
  signInThenDevices: 'ログインすると、アカウントに連携されているデバイスが表示されます。',
  signInThenCode: 'ログインすると、デバイスに表示されているコードを入力できます。',
  signInCodeAhead: '次に、このコードを確認します',
  signInLinksNothing:
    'ログインしただけでは何も連携されません。誰が何を求めているかを確認してから、判断していただきます。',
  username: 'ユーザー名',
  password: 'パスワード',
  credentialsMissing: 'ユーザー名とパスワードを入力してください。',
  credentialsWrong:
    'ユーザー名またはパスワードが違うか、試行回数が多すぎます。しばらく待つか、以前にログインしたことのあるブラウザーを使用してください。',
  signInExpired:
    'このフォームを開いてから時間が経ちすぎたか、ブラウザーに Cookie が保存されませんでした。ログインは行われていません。もう一度ログインしてください。この画面が再び表示される場合は、このサイトの Cookie を許可してください。',
  signInOutdated:
    'このフォームは古くなっています。別のタブでログインまたはログアウトした可能性があります。このフォームではログインされていません。もう一度ログインしてください。',
  signInAgainTitle: 'もう一度ログインしてください',
  signInAgain:
    'ここでログインした後に、アカウントがすべての場所からログアウトされました。続けるには、もう一度ログインしてください。',
  signInAgainButton: 'もう一度ログイン',
  signInStale:
    'このデバイスは、新しいログインを求めています。すでにログインしている場合も、もう一度ログインしてください。',
  stepUpTitle: 'もう一つ手順があります',
  stepUp:
    'このデバイスは、より強いログインを求めています。次のページで手続きをしてください。その後、許可するかどうかを決められます。',

  confirmTitle: 'このデバイスを連携しますか？',
  confirmCode: 'デバイスにこのコードが表示されていますか？',
  whoAsks: 'リクエスト元',
  nameChecked: 'この名前は {service} によって確認されています。',
  nameCheckedHere: 'この名前は、このサービスが確認済みです。',
  nameUnchecked: 'この名前は確認されていません。どのプログラムでもこの名前を名乗ることができます。',
  accountToLink: '連携アカウント',
  asked: 'リクエスト日時',
  askedFrom: '{when}、{address} から',
  comesFrom: 'このリクエストは {place} から送信されています。あなたは {own} にいます。',
  claimedName: 'デバイスが名乗る名前',
  claimedSoftware: 'ソフトウェア（自己申告）',
  claimed: 'デバイスの自己申告であり、確認されていません。',
  noScopes: '特定の権限は求められていません。',
  scopes: '求められている権限',
  untickHint: '許可しないものはチェックを外してください。',
  tickHint: '許可するものにチェックを入れてください。',
  nothingTicked:
    '何も選択されていないため、承認できるものがありません。許可するものにチェックを入れるか、拒否してください。まだ何も決定されていません。',
  organization: 'どの組織のために操作を許可するか',
  resources: '権限が使われる場所',
  warning: '目の前にあるデバイスで、ご自身が始めた操作である場合にのみ承認してください。',
  warningDeny: '誰かにここへ誘導された場合や、コードを渡された場合は、拒否してください。',
  decision: 'あなたの判断',
  deny: '拒否',
  approve: '承認',

  bindingMessage: 'デバイスに表示されるテキスト',
  bindingMessageHint:
    'お使いのデバイスに別のテキストが表示されている場合や、何も表示されていない場合は、拒否してください。',
  numberTitle: '番号をデバイスに入力してください',
  numberText: 'デバイスはまだリンクされていません。次の番号をデバイスに入力してください。',
  numberWarning:
    '目の前にあるデバイスにのみ入力し、誰にも教えないでください。番号を尋ねられた場合は、このページを閉じてください。番号がなければ、その相手はアクセスできません。',

  approvedTitle: '承認しました',
  approvedHeading: '承認しました。デバイスにお戻りください。',
  approvedText: 'このデバイスでアカウントを使用できるようになりました。数秒後に自動的に続行されます。',
  approvedClose: 'このページは閉じてかまいません。',
  endAnyTime: '連携はいつでも解除できます。',
  seeLinked: '連携済みのデバイスを見る',
  deniedTitle: '拒否しました',
  deniedHeading: '拒否しました。何も連携されていません。',
  deniedText:
    'このデバイスはアカウントにアクセスできません。また、コードは使用できなくなりました。連携する場合は、デバイスで最初からやり直してください。',
  deniedWarning:
    '誰かがそのコードを送ってきた場合、あなたのアカウントに侵入しようとしていた可能性があります。あなたはそれを防ぎました。このページは閉じてかまいません。',
  alreadyApprovedTitle: 'すでに承認されています',
  alreadyApproved:
    'このコードは以前に承認されており、今回の選択による変更はありません。お心当たりがない場合は、サービスにお問い合わせください。',
  alreadyDeniedTitle: 'すでに拒否されています',
  alreadyDenied: 'このコードは以前に拒否されており、今回の選択による変更はありません。デバイスは連携されていません。',
  codeUsedTitle: 'このリクエストにはすでに回答されています',
  codeUsed:
    'このリンクのリクエストは、承認または拒否されました。心当たりがない場合は、連携済みのデバイスを確認してください。デバイスがまだ待機している場合は、デバイスでもう一度やり直し、新しいコードを使用してください。',
  codeExpiredTitle: 'このリンクは期限切れです',
  codeExpired:
    'このリンクのコードは使用できなくなりました。デバイスで最初からやり直し、新しいコードを使用してください。',

  linkedTitle: '連携済みのデバイス',
  linkedIntro:
    '次のデバイスがあなたのアカウントを使用できます。心当たりのないものや不要になったものは連携を解除してください。',
  linkedNone: 'アカウントに連携されているデバイスはありません。',
  linkedUnavailable:
    '現在、一覧を表示できません。しばらくしてからもう一度お試しください。すべての連携をまとめて解除することはできます。',
  linkedFirst: '最近使用したデバイスに戻る',
  linkedNext: '以前に使用したデバイスを表示',
  linkedWhen: '連携: {when}。',
  linkedWhenFrom: '連携: {when}、{address} から。',
  lastUsed: '最終使用: {when}。',
  mayDo: '権限: {scopes}',
  boundToKey: 'デバイスの鍵に結び付けられています。アクセス情報をコピーしても、ほかの場所では使えません。',
  unlink: '連携を解除',
  unlinkAll: 'すべてのデバイスの連携を解除',
  unlinkOneTitle: '{name} の連携を解除しますか？',
  unlinkOneText: '解除すると、このデバイスはあなたのアカウントを使用できなくなります。いつでも連携し直せます。',
  unlinkAllTitle: 'すべてのデバイスの連携を解除しますか？',
  unlinkAllText:
    '解除すると、どのデバイスもプログラムもあなたのアカウントを使用できなくなり、すべての場所でログアウトされます。それぞれ連携し直す必要があります。',
  unlinkAllKept:
    '解除すると、どのデバイスもプログラムもあなたのアカウントを使用できなくなります。それぞれ連携し直す必要があります。',
  unlinkedOneTitle: '{name} の連携を解除しました',
  unlinkedOneText: 'このデバイスはもうあなたのアカウントを使用できません。もう一度使うには、連携し直してください。',
  linkAnother: '別のデバイスを連携',
  unlinkedTitle: 'すべてのデバイスの連携を解除しました',
  unlinkedText:
    'アカウントに連携されていたものは、どれもアカウントを使用できなくなりました。それぞれのデバイスをもう一度連携する必要があります。',
  signedOutEverywhere: 'すべての場所からログアウトしました。',
  maybeSignedIn:
    'ほかの場所ではまだログインしている可能性があります。そこでもログアウトしてください。デバイスを連携するには、もう一度ログインする必要があります。',
  signOutFailed:
    'ただし、すべての場所からログアウトすることはできませんでした。こちらの不具合です。まだログインしている場所でログアウトするか、パスワードを変更してください。デバイスを連携するには、もう一度ログインする必要があります。',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: '処理できませんでした',
  startOver: 'フォームを読み取れませんでした。もう一度コードを入力してください。',
  otherOriginTitle: 'このページからのリクエストではありません',
  otherOrigin:
    'リクエストがこのページとは別のアドレスから送られたため、何も変更されていません。デバイスを連携する場合は、ここにコードを入力してください。',
  rightAddress: '正しいアドレスは {origin} で始まります。',
  outdatedFormTitle: 'このフォームは古くなっています',
  outdatedForm:
    '別のタブでログインまたはログアウトした可能性があるため、何も変更されていません。最初からやり直してください。',
  accountDisabledTitle: 'このアカウントは使用できません',
  accountDisabled: 'ログイン中のアカウントは無効になっています。何も変更されていません。',
  assuranceUnmetTitle: 'このデバイスはリンクされませんでした',
  assuranceUnmet:
    'このデバイスは、お使いのアカウントではできない、より強いログインを求めています。そのためリクエストは拒否され、デバイスは新しいアクセスを得ていません。',
  tooManyTriesTitle: '試行回数が多すぎます',
  tooManyTries:
    'このネットワークからの試行回数が多すぎます。何も変更されていません。しばらく待ってから、もう一度お試しください。',
  tooManyCodesTitle: 'コードの入力が多すぎます',
  tooManyCodes:
    '間違ったコードが何度も入力されました。{wait}待ってから、デバイスに表示されているコードを入力してください。デバイスのリンクまたは QR コードはすぐに使用できます。',
  ourFaultTitle: '問題が発生しました',
  ourFault:
    'こちらの不具合です。承認または拒否の途中だった場合、結果はデバイスに表示されます。もう一度お試しください。',
  unavailableTitle: 'しばらくしてからもう一度お試しください',
  unavailable: '現在、応答できません。承認または拒否の途中だった場合、結果はデバイスに表示されます。',
  challengeTitle: 'もう一つ手順があります',
  challenge:
    '試行回数が多すぎます。次のページで、人による操作であることを確認します。その後、もう一度お試しいただけます。',
  oneMomentTitle: 'お待ちください',
  oneMoment: '続行しています。',
}
