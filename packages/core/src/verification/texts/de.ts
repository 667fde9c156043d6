import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/de.js'
import { risk } from './risk/de.js'
import { secondFactor } from './second-factor/de.js'

/** The page in German. */
export const de: PageTexts = {
  errorTitle: 'Fehler: {title}',
  signedInAs: 'Angemeldet als {name}',
  notYou: 'Das sind nicht Sie?',
  useAnotherAccount: 'Anderes Konto verwenden',
  noName: 'kein Name angegeben',
  verified: 'Geprüft',
  unverified: 'Nicht geprüft',
  callsItself: 'Nennt sich {name}',
  continueButton: 'Weiter',
  enterCodeButton: 'Code eingeben',
  enterAnotherCodeButton: 'Anderen Code eingeben',
  goOnWithCode: 'Weiter mit {code}',
  justNow: 'gerade eben',
  listSeparator: ', ',
  languages: 'Sprachen',
  help: 'Hilfe',
  privacy: 'Datenschutz',
  unnamedService: 'Geräteanmeldung',
  cancel: 'Abbrechen',

  codeTitle: 'Code eingeben',
  codeHint:
    'Geben Sie den Code ein, den Ihr Gerät anzeigt. Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  codeField: 'Code von Ihrem Gerät',
  codeExample: 'Zum Beispiel {code}',
  codeWarning:
    'Hat Ihnen jemand diesen Code geschickt oder vorgelesen? Dann brechen Sie hier ab. Der Code darf immer nur von Ihrem eigenen Gerät kommen.',
  codeInvalid:
    'Dieser Code ist nicht gültig. Vielleicht ist er abgelaufen, oder er enthält einen Tippfehler. Vergleichen Sie ihn mit dem Code auf Ihrem Gerät.',
  codeOfOtherSite:
    'Eine andere Website hat diesen Code eingetragen. Machen Sie nur weiter, wenn ein Gerät vor Ihnen denselben Code anzeigt.',
  codeUnreadable:
    'Dieser Link enthält keinen lesbaren Code. Vielleicht wurde er abgeschnitten. Geben Sie den Code ein, den Ihr Gerät anzeigt.',

  signInTitle: 'Anmelden',
  signInButton: 'Anmelden',
  signInThenDevices: 'Danach sehen Sie die Geräte, die mit Ihrem Konto verknüpft sind.',
  signInThenCode: 'Danach können Sie den Code eingeben, den Ihr Gerät anzeigt.',
  signInCodeAhead: 'Als Nächstes prüfen Sie diesen Code',
  signInLinksNothing:
    'Mit der Anmeldung wird noch nichts verknüpft. Sie sehen zuerst, wer anfragt und wofür, und entscheiden dann.',
  username: 'Benutzername',
  password: 'Passwort',
  credentialsMissing: 'Geben Sie Ihren Benutzernamen und Ihr Passwort ein.',
  credentialsWrong:
    'Benutzername oder Passwort ist falsch, oder es gab zu viele Versuche. Warten Sie, oder verwenden Sie einen Browser, in dem Sie sich schon einmal angemeldet haben.',
  signInExpired:
    'Dieses Formular war zu lange geöffnet, oder Ihr Browser hat das Cookie nicht behalten. Sie wurden nicht angemeldet. Bitte melden Sie sich noch einmal an. Wenn Sie diese Meldung wieder sehen, erlauben Sie Cookies für diese Website.',
  signInOutdated:
    'Dieses Formular ist veraltet: Vielleicht haben Sie sich in einem anderen Tab an- oder abgemeldet. Sie wurden damit nicht angemeldet. Bitte melden Sie sich noch einmal an.',
  signInAgainTitle: 'Bitte melden Sie sich erneut an',
  signInAgain:
    'Nachdem Sie sich hier angemeldet hatten, wurde Ihr Konto überall abgemeldet. Melden Sie sich erneut an, um fortzufahren.',
  signInAgainButton: 'Erneut anmelden',
  signInStale:
    'Dieses Gerät verlangt eine Anmeldung von eben. Bitte melden Sie sich erneut an, auch wenn Sie schon angemeldet sind.',
  stepUpTitle: 'Noch ein Schritt',
  stepUp:
    'Dieses Gerät verlangt eine stärkere Anmeldung. Die nächste Seite führt Sie hindurch. Danach können Sie entscheiden.',

  confirmTitle: 'Dieses Gerät verknüpfen?',
  confirmCode: 'Zeigt Ihr Gerät diesen Code an?',
  whoAsks: 'Wer anfragt',
  nameChecked: '{service} hat diesen Namen geprüft.',
  nameCheckedHere: 'Dieser Dienst hat diesen Namen geprüft.',
  nameUnchecked: 'Dieser Name wurde nicht geprüft. Jedes Programm kann sich so nennen.',
  accountToLink: 'Zu verknüpfendes Konto',
  asked: 'Angefragt',
  askedFrom: '{when} von {address}',
  comesFrom: 'Diese Anfrage kommt aus {place}; Sie sind in {own}.',
  claimedName: 'Das Gerät nennt sich',
  claimedSoftware: 'Software (eigene Angabe)',
  claimed: 'Angabe des Geräts, nicht geprüft.',
  noScopes: 'Es bittet um keine bestimmte Berechtigung.',
  scopes: 'Was es tun möchte',
  untickHint: 'Entfernen Sie das Häkchen bei allem, was Sie nicht erlauben möchten.',
  tickHint: 'Setzen Sie ein Häkchen bei allem, was Sie erlauben möchten.',
  nothingTicked:
    'Sie haben nichts ausgewählt, also gibt es nichts zu erlauben. Wählen Sie aus, was Sie erlauben möchten, oder lehnen Sie ab. Es wurde noch nichts entschieden.',
  organization: 'Für welche Organisation es handeln darf',
  resources: 'Wo es das tun möchte',
  warning: 'Stimmen Sie nur zu, wenn Sie das selbst gestartet haben, auf einem Gerät, das Sie vor sich haben.',
  warningDeny: 'Wenn jemand Sie hierher geschickt oder Ihnen den Code gegeben hat, lehnen Sie ab.',
  decision: 'Ihre Entscheidung',
  deny: 'Ablehnen',
  approve: 'Zustimmen',

  bindingMessage: 'Das Gerät zeigt außerdem',
  bindingMessageHint: 'Wenn Ihr Gerät einen anderen Text oder keinen zeigt, lehnen Sie ab.',
  numberTitle: 'Geben Sie die Nummer in Ihr Gerät ein',
  numberText: 'Ihr Gerät ist noch nicht verknüpft. Geben Sie dort diese Nummer ein:',
  numberWarning:
    'Geben Sie sie nur in das Gerät ein, das Sie vor sich haben, und sagen Sie sie niemandem. Wenn jemand danach fragt, schließen Sie diese Seite: Ohne die Nummer erhält diese Person keinen Zugriff.',

  approvedTitle: 'Zugestimmt',
  approvedHeading: 'Zugestimmt. Gehen Sie zurück zu Ihrem Gerät.',
  approvedText: 'Das Gerät darf jetzt Ihr Konto verwenden. Es macht in wenigen Sekunden von selbst weiter.',
  approvedClose: 'Sie können diese Seite schließen.',
  endAnyTime: 'Sie können das jederzeit beenden.',
  seeLinked: 'Verknüpfte Geräte ansehen',
  deniedTitle: 'Abgelehnt',
  deniedHeading: 'Abgelehnt. Es wurde nichts verknüpft.',
  deniedText:
    'Das Gerät hat keinen Zugriff auf Ihr Konto erhalten, und der Code funktioniert nicht mehr. Wenn Sie es doch verknüpfen möchten, beginnen Sie auf Ihrem Gerät von vorn.',
  deniedWarning:
    'Wenn Ihnen jemand diesen Code geschickt hat, wollte diese Person möglicherweise in Ihr Konto gelangen. Sie haben das verhindert und können diese Seite schließen.',
  alreadyApprovedTitle: 'Bereits zugestimmt',
  alreadyApproved:
    'Diesem Code wurde schon vorher zugestimmt, und Ihre Auswahl hat daran nichts geändert. Wenn Sie das nicht waren, wenden Sie sich an den Dienst.',
  alreadyDeniedTitle: 'Bereits abgelehnt',
  alreadyDenied:
    'Dieser Code wurde schon vorher abgelehnt, und Ihre Auswahl hat daran nichts geändert. Das Gerät wurde nicht verknüpft.',
  codeUsedTitle: 'Diese Anfrage wurde schon beantwortet',
  codeUsed:
    'Die Anfrage zu diesem Link wurde angenommen oder abgelehnt. Wenn Sie das nicht waren, sehen Sie sich Ihre verknüpften Geräte an. Wenn Ihr Gerät noch wartet, beginnen Sie dort von vorn und verwenden Sie den neuen Code.',
  codeExpiredTitle: 'Dieser Link ist abgelaufen',
  codeExpired:
    'Der Code dieses Links kann nicht mehr verwendet werden. Beginnen Sie auf Ihrem Gerät von vorn, und verwenden Sie den neuen Code.',

  linkedTitle: 'Verknüpfte Geräte',
  linkedIntro:
    'Diese Geräte können Ihr Konto verwenden. Trennen Sie alles, was Sie nicht kennen oder nicht mehr brauchen.',
  linkedNone: 'Mit Ihrem Konto ist kein Gerät verknüpft.',
  linkedUnavailable:
    'Die Liste kann gerade nicht angezeigt werden. Bitte versuchen Sie es gleich noch einmal. Sie können trotzdem alles auf einmal trennen.',
  linkedFirst: 'Zurück zu den zuletzt verwendeten Geräten',
  linkedNext: 'Geräte anzeigen, die länger nicht verwendet wurden',
  linkedWhen: 'Verknüpft {when}.',
  linkedWhenFrom: 'Verknüpft {when} von {address}.',
  lastUsed: 'Zuletzt verwendet {when}.',
  mayDo: 'Darf: {scopes}',
  boundToKey: 'An den Schlüssel des Geräts gebunden: Eine Kopie seines Zugangs funktioniert nirgendwo sonst.',
  unlink: 'Trennen',
  unlinkAll: 'Alle Geräte trennen',
  unlinkOneTitle: '{name} trennen?',
  unlinkOneText: 'Das Gerät kann Ihr Konto dann nicht mehr verwenden. Sie können es jederzeit wieder verknüpfen.',
  unlinkAllTitle: 'Alle Geräte trennen?',
  unlinkAllText:
    'Kein Gerät und kein Programm kann Ihr Konto dann mehr verwenden, und Sie werden überall abgemeldet. Jedes muss neu verknüpft werden.',
  unlinkAllKept: 'Kein Gerät und kein Programm kann Ihr Konto dann mehr verwenden. Jedes muss neu verknüpft werden.',
  unlinkedOneTitle: '{name} ist getrennt',
  unlinkedOneText: 'Das Gerät kann Ihr Konto nicht mehr verwenden. Verknüpfen Sie es neu, wenn Sie es wieder brauchen.',
  linkAnother: 'Weiteres Gerät verknüpfen',
  unlinkedTitle: 'Alle Geräte sind getrennt',
  unlinkedText:
    'Nichts, was mit Ihrem Konto verknüpft war, kann es noch verwenden. Jedes Gerät muss neu verknüpft werden.',
  signedOutEverywhere: 'Sie sind überall abgemeldet.',
  maybeSignedIn:
    'Möglicherweise sind Sie anderswo noch angemeldet: Melden Sie sich auch dort ab. Bevor Sie ein Gerät verknüpfen können, müssen Sie sich erneut anmelden.',
  signOutFailed:
    'Die Abmeldung an allen anderen Stellen hat jedoch nicht funktioniert. Das war unser Fehler. Melden Sie sich überall ab, wo Sie noch angemeldet sind, oder ändern Sie Ihr Passwort. Bevor Sie ein Gerät verknüpfen können, müssen Sie sich erneut anmelden.',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: 'Das hat nicht funktioniert',
  startOver: 'Das Formular konnte nicht gelesen werden. Bitte geben Sie den Code noch einmal ein.',
  otherOriginTitle: 'Nicht von dieser Seite',
  otherOrigin:
    'Die Anfrage kam von einer anderen Adresse als dieser Seite, deshalb wurde nichts geändert. Wenn Sie ein Gerät verknüpfen möchten, geben Sie den Code hier ein.',
  rightAddress: 'Die richtige Adresse beginnt mit {origin}.',
  outdatedFormTitle: 'Dieses Formular ist veraltet',
  outdatedForm:
    'Vielleicht haben Sie sich in einem anderen Tab an- oder abgemeldet, deshalb wurde nichts geändert. Bitte beginnen Sie von vorn.',
  accountDisabledTitle: 'Dieses Konto kann nicht verwendet werden',
  accountDisabled: 'Das Konto, mit dem Sie angemeldet sind, wurde deaktiviert. Es wurde nichts geändert.',
  assuranceUnmetTitle: 'Dieses Gerät wurde nicht verknüpft',
  assuranceUnmet:
    'Das Gerät verlangt eine stärkere Anmeldung, als mit Ihrem Konto möglich ist. Die Anfrage wurde deshalb abgelehnt, und das Gerät hat keinen neuen Zugriff erhalten.',
  tooManyTriesTitle: 'Zu viele Versuche',
  tooManyTries:
    'Aus diesem Netzwerk gab es zu viele Versuche. Es wurde nichts geändert. Bitte warten Sie, und versuchen Sie es dann noch einmal.',
  tooManyCodesTitle: 'Zu viele Codes',
  tooManyCodes:
    'Es wurden zu viele falsche Codes eingegeben. Bitte warten Sie {wait}, und geben Sie dann den Code ein, den Ihr Gerät anzeigt. Ein Link oder QR-Code Ihres Geräts funktioniert sofort.',
  ourFaultTitle: 'Etwas ist schiefgegangen',
  ourFault:
    'Das war unser Fehler. Wenn Sie gerade entschieden haben, zeigt Ihr Gerät, ob es geklappt hat. Bitte versuchen Sie es noch einmal.',
  unavailableTitle: 'Bitte versuchen Sie es gleich noch einmal',
  unavailable:
    'Wir können gerade nicht antworten. Wenn Sie gerade entschieden haben, zeigt Ihr Gerät, ob es geklappt hat.',
  challengeTitle: 'Noch ein Schritt',
  challenge:
    'Es gab zu viele Versuche. Die nächste Seite prüft, ob Sie ein Mensch sind. Danach können Sie es noch einmal versuchen.',
  oneMomentTitle: 'Einen Moment',
  oneMoment: 'Es geht weiter.',
}
