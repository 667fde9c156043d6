import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in German. */
export const phishing: PhishingTexts = {
  notMine: 'Das habe ich nicht gestartet',
  reportedTitle: 'Abgelehnt und gemeldet',
  reportedHeading: 'Abgelehnt und gemeldet. Es wurde nichts verknüpft.',
  reportedText:
    'Das Gerät hat keinen Zugriff auf Ihr Konto erhalten, und der Code funktioniert nicht mehr. Der Dienst weiß jetzt, dass jemand das bei Ihnen versucht hat.',
  reportedEndedHeading: 'Abgelehnt und gemeldet. Das Gerät hat keinen Zugriff mehr.',
  reportedEndedText:
    'Das Gerät hatte schon Zugriff auf Ihr Konto, und auch dieser ist beendet. Der Code funktioniert nicht mehr. Der Dienst weiß jetzt, dass Sie das nicht gestartet haben. Wenn jemand Ihr Passwort kennen könnte, ändern Sie es.',
  deniedKeptHeading: 'Abgelehnt. Das Gerät behält den Zugriff, den es vorher hatte.',
  deniedKeptText:
    'Es hat keinen neuen Zugriff erhalten, und der Code funktioniert nicht mehr. Um auch den bisherigen Zugriff zu beenden, sehen Sie Ihre verknüpften Geräte an.',
  codeSharedTitle: 'Dieser Code funktioniert nicht mehr',
  codeShared:
    'Zu viele Personen haben diesen Code geöffnet, deshalb kann ihn niemand mehr verwenden. Es wurde nichts verknüpft. Wenn Sie das selbst gestartet haben, beginnen Sie auf Ihrem Gerät von vorn, und zeigen Sie den neuen Code niemandem.',
  notLinkedByMe: 'Dieses Gerät habe ich nicht verknüpft',
  reportedOneText:
    'Das Gerät kann Ihr Konto nicht mehr verwenden, und der Dienst weiß, dass Sie es nicht verknüpft haben. Wenn jemand Ihr Passwort kennen könnte, ändern Sie es.',
  notMeTitle: 'Waren Sie das nicht?',
  notMeIntro: 'Jemand hat diesem Gerät Zugriff auf Ihr Konto gegeben:',
  notMeText:
    'Wenn Sie das nicht waren, beenden Sie den Zugriff jetzt. Wenn Sie es waren, schließen Sie diese Seite. Es wurde noch nichts geändert.',
  notMeButton: 'Zugriff beenden',
  notMeEndedTitle: 'Der Zugriff ist beendet',
  notMeEnded:
    'Das Gerät kann Ihr Konto nicht mehr verwenden, und der Dienst weiß, dass Sie das nicht waren. Wenn jemand Ihr Passwort kennen könnte, ändern Sie es jetzt.',
  notMeOverTitle: 'Es hat keinen Zugriff mehr',
  notMeOver: 'Der Zugriff dieses Geräts war schon beendet. Hier ist nichts mehr zu tun.',
  notMeReplacedTitle: 'Es hat jetzt neueren Zugriff',
  notMeReplaced:
    'Diese Zustimmung wurde durch eine neuere für dasselbe Gerät ersetzt. Sie zu beenden würde nichts ändern. Wenn Sie auch der neueren nicht zugestimmt haben, verwenden Sie den Link in der Nachricht dazu, oder sehen Sie Ihre verknüpften Geräte an, und trennen Sie alles, was Sie nicht kennen.',
  notMeInvalidTitle: 'Dieser Link funktioniert nicht',
  notMeInvalid:
    'Vielleicht ist er zu alt, oder er wurde abgeschnitten. Es wurde nichts geändert. Melden Sie sich an, um Ihre verknüpften Geräte zu sehen, und trennen Sie alles, was Sie nicht kennen.',
}
