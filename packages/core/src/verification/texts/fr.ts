import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/fr.js'
import { risk } from './risk/fr.js'
import { secondFactor } from './second-factor/fr.js'

/** The page in French. */
export const fr: PageTexts = {
  errorTitle: 'Erreur : {title}',
  signedInAs: 'Connecté en tant que {name}',
  notYou: 'Ce n’est pas vous ?',
  useAnotherAccount: 'Utiliser un autre compte',
  noName: 'aucun nom indiqué',
  verified: 'Vérifié',
  unverified: 'Non vérifié',
  callsItself: 'Se présente comme {name}',
  continueButton: 'Continuer',
  enterCodeButton: 'Saisir un code',
  enterAnotherCodeButton: 'Saisir un autre code',
  goOnWithCode: 'Continuer avec {code}',
  justNow: 'à l’instant',
  listSeparator: ', ',
  languages: 'Langues',
  help: 'Aide',
  privacy: 'Confidentialité',
  unnamedService: 'Connexion d’un appareil',
  cancel: 'Annuler',

  codeTitle: 'Saisissez le code',
  codeHint:
    'Saisissez le code affiché sur votre appareil. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
  codeField: 'Code de votre appareil',
  codeExample: 'Par exemple {code}',
  codeWarning:
    'Quelqu’un vous a envoyé ou dicté ce code ? Arrêtez-vous ici. Le code ne doit jamais venir que d’un appareil qui vous appartient.',
  codeInvalid:
    'Ce code n’est pas valide. Il a peut-être expiré ou contient une faute de frappe. Vérifiez le code sur votre appareil.',
  codeOfOtherSite: 'Un autre site a rempli ce code. Ne continuez que si un appareil devant vous affiche le même code.',
  codeUnreadable:
    'Ce lien ne contient aucun code lisible. Il a peut-être été coupé. Saisissez le code affiché sur votre appareil.',

  signInTitle: 'Connexion',
  signInButton: 'Se connecter',
  signInThenDevices: 'Vous verrez ensuite les appareils associés à votre compte.',
  signInThenCode: 'Vous pourrez ensuite saisir le code affiché sur votre appareil.',
  signInCodeAhead: 'Vous allez ensuite vérifier ce code',
  signInLinksNothing:
    'Vous connecter n’associe encore rien. Vous verrez qui fait la demande et dans quel but, puis vous déciderez.',
  username: 'Nom d’utilisateur',
  password: 'Mot de passe',
  credentialsMissing: 'Saisissez votre nom d’utilisateur et votre mot de passe.',
  credentialsWrong:
    'Nom d’utilisateur ou mot de passe incorrect, ou trop de tentatives. Patientez, ou utilisez un navigateur dans lequel vous vous êtes déjà connecté.',
  signInExpired:
    'Ce formulaire est resté ouvert trop longtemps, ou votre navigateur n’a pas conservé son cookie. Vous n’avez pas été connecté. Veuillez vous reconnecter. Si ce message réapparaît, autorisez les cookies pour ce site.',
  signInOutdated:
    'Ce formulaire n’est plus à jour : vous vous êtes peut-être connecté ou déconnecté dans un autre onglet. Il ne vous a pas connecté. Veuillez vous reconnecter.',
  signInAgainTitle: 'Veuillez vous reconnecter',
  signInAgain: 'Votre compte a été déconnecté partout après votre connexion ici. Reconnectez-vous pour continuer.',
  signInAgainButton: 'Se reconnecter',
  signInStale:
    'Cet appareil demande une connexion toute récente. Veuillez vous reconnecter, même si vous êtes déjà connecté.',
  stepUpTitle: 'Encore une étape',
  stepUp: 'Cet appareil demande une connexion plus sûre. La page suivante vous guide. Vous pourrez ensuite décider.',

  confirmTitle: 'Associer cet appareil ?',
  confirmCode: 'Votre appareil affiche-t-il ce code ?',
  whoAsks: 'Qui fait la demande',
  nameChecked: '{service} a vérifié ce nom.',
  nameCheckedHere: 'Ce service a vérifié ce nom.',
  nameUnchecked: 'Ce nom n’a pas été vérifié. N’importe quel programme peut se présenter ainsi.',
  accountToLink: 'Compte à associer',
  asked: 'Demandé',
  askedFrom: '{when}, depuis {address}',
  comesFrom: 'Cette demande vient de {place} ; vous êtes à cet endroit : {own}.',
  claimedName: 'L’appareil se nomme',
  claimedSoftware: 'Logiciel (selon lui)',
  claimed: 'Indiqué par l’appareil, non vérifié.',
  noScopes: 'Aucune autorisation particulière n’est demandée.',
  scopes: 'Autorisations demandées',
  untickHint: 'Décochez tout ce que vous ne voulez pas autoriser.',
  tickHint: 'Cochez ce que vous voulez autoriser.',
  nothingTicked:
    'Vous n’avez rien coché, il n’y a donc rien à approuver. Cochez ce que vous voulez autoriser, ou refusez. Rien n’a encore été décidé.',
  organization: 'Organisation pour laquelle il peut agir',
  resources: 'Où ces autorisations s’appliquent',
  warning: 'N’approuvez que si vous avez vous-même lancé cette demande, sur un appareil qui est devant vous.',
  warningDeny: 'Si quelqu’un vous a envoyé ici ou vous a donné le code, refusez.',
  decision: 'Votre décision',
  deny: 'Refuser',
  approve: 'Approuver',

  bindingMessage: 'L’appareil affiche aussi',
  bindingMessageHint: 'Si votre appareil affiche un autre texte, ou aucun, refusez.',
  numberTitle: 'Saisissez le numéro sur votre appareil',
  numberText: 'Votre appareil n’est pas encore associé. Saisissez-y ce numéro :',
  numberWarning:
    'Saisissez-le uniquement sur l’appareil qui est devant vous et ne le communiquez à personne. Si quelqu’un vous le demande, fermez cette page : sans le numéro, cette personne n’obtient aucun accès.',

  approvedTitle: 'Approuvé',
  approvedHeading: 'Approuvé. Retournez à votre appareil.',
  approvedText: 'L’appareil peut maintenant utiliser votre compte. Il poursuit de lui-même dans quelques secondes.',
  approvedClose: 'Vous pouvez fermer cette page.',
  endAnyTime: 'Vous pouvez y mettre fin à tout moment.',
  seeLinked: 'Voir vos appareils associés',
  deniedTitle: 'Refusé',
  deniedHeading: 'Refusé. Rien n’a été associé.',
  deniedText:
    'L’appareil n’a obtenu aucun accès à votre compte, et le code ne fonctionne plus. Si vous voulez finalement l’associer, recommencez sur votre appareil.',
  deniedWarning:
    'Si quelqu’un vous a envoyé ce code, cette personne essayait peut-être d’accéder à votre compte. Vous l’en avez empêchée et pouvez fermer cette page.',
  alreadyApprovedTitle: 'Déjà approuvé',
  alreadyApproved:
    'Ce code a déjà été approuvé, et votre choix n’y a rien changé. Si ce n’était pas vous, contactez le service.',
  alreadyDeniedTitle: 'Déjà refusé',
  alreadyDenied: 'Ce code a déjà été refusé, et votre choix n’y a rien changé. L’appareil n’a pas été associé.',
  codeUsedTitle: 'Cette demande a déjà reçu une réponse',
  codeUsed:
    'La demande de ce lien a été approuvée ou refusée. Si ce n’était pas vous, consultez vos appareils associés. Si votre appareil attend encore, recommencez sur celui-ci et utilisez son nouveau code.',
  codeExpiredTitle: 'Ce lien a expiré',
  codeExpired:
    'Le code de ce lien ne peut plus être utilisé. Recommencez sur votre appareil et utilisez son nouveau code.',

  linkedTitle: 'Appareils associés',
  linkedIntro:
    'Ces appareils peuvent utiliser votre compte. Dissociez ceux que vous ne connaissez pas ou dont vous n’avez plus besoin.',
  linkedNone: 'Aucun appareil n’est associé à votre compte.',
  linkedUnavailable:
    'La liste ne peut pas être affichée pour le moment. Veuillez réessayer dans un instant. Vous pouvez tout de même tout dissocier d’un coup.',
  linkedFirst: 'Revenir aux derniers appareils utilisés',
  linkedNext: 'Afficher les appareils utilisés auparavant',
  linkedWhen: 'Associé {when}.',
  linkedWhenFrom: 'Associé {when} depuis {address}.',
  lastUsed: 'Dernière utilisation {when}.',
  mayDo: 'Autorisations : {scopes}',
  boundToKey: 'Lié à la clé de l’appareil : une copie de son accès ne fonctionne nulle part ailleurs.',
  unlink: 'Dissocier',
  unlinkAll: 'Dissocier tous les appareils',
  unlinkOneTitle: 'Dissocier {name} ?',
  unlinkOneText: 'L’appareil ne pourra plus utiliser votre compte. Vous pourrez l’associer de nouveau à tout moment.',
  unlinkAllTitle: 'Dissocier tous les appareils ?',
  unlinkAllText:
    'Aucun appareil ni aucun programme ne pourra plus utiliser votre compte, et vous serez déconnecté partout. Chacun devra être associé de nouveau.',
  unlinkAllKept:
    'Aucun appareil ni aucun programme ne pourra plus utiliser votre compte. Chacun devra être associé de nouveau.',
  unlinkedOneTitle: '{name} est dissocié',
  unlinkedOneText: 'L’appareil ne peut plus utiliser votre compte. Associez-le de nouveau si vous en avez besoin.',
  linkAnother: 'Associer un autre appareil',
  unlinkedTitle: 'Tous les appareils sont dissociés',
  unlinkedText:
    'Plus rien de ce qui était associé à votre compte ne peut l’utiliser. Chaque appareil doit être associé à nouveau.',
  signedOutEverywhere: 'Vous êtes déconnecté partout.',
  maybeSignedIn:
    'Vous êtes peut-être encore connecté ailleurs : déconnectez-vous là aussi. Avant de pouvoir associer un appareil, vous devrez vous reconnecter.',
  signOutFailed:
    'Mais la déconnexion de toutes vos autres sessions n’a pas fonctionné. C’est de notre faute. Déconnectez-vous partout où vous êtes encore connecté, ou changez votre mot de passe. Avant de pouvoir associer un appareil, vous devrez vous reconnecter.',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: 'Cela n’a pas fonctionné',
  startOver: 'Le formulaire n’a pas pu être lu. Veuillez saisir le code à nouveau.',
  otherOriginTitle: 'Ne vient pas de cette page',
  otherOrigin:
    'La demande est venue d’une autre adresse que cette page, rien n’a donc été modifié. Si vous voulez associer un appareil, saisissez son code ici.',
  rightAddress: 'La bonne adresse commence par {origin}.',
  outdatedFormTitle: 'Ce formulaire n’est plus à jour',
  outdatedForm:
    'Vous vous êtes peut-être connecté ou déconnecté dans un autre onglet, rien n’a donc été modifié. Veuillez recommencer.',
  accountDisabledTitle: 'Ce compte ne peut pas être utilisé',
  accountDisabled: 'Le compte avec lequel vous êtes connecté a été désactivé. Rien n’a été modifié.',
  assuranceUnmetTitle: 'Cet appareil n’a pas été associé',
  assuranceUnmet:
    'L’appareil demande une connexion plus sûre que celle que permet votre compte. La demande a donc été refusée, et l’appareil n’a obtenu aucun nouvel accès.',
  tooManyTriesTitle: 'Trop de tentatives',
  tooManyTries:
    'Il y a eu trop de tentatives depuis ce réseau. Rien n’a été modifié. Veuillez patienter, puis réessayer.',
  tooManyCodesTitle: 'Trop de codes',
  tooManyCodes:
    'Trop de codes incorrects ont été saisis. Veuillez patienter {wait}, puis saisir le code affiché sur votre appareil. Un lien ou un QR code de votre appareil fonctionne immédiatement.',
  ourFaultTitle: 'Une erreur s’est produite',
  ourFault:
    'C’est de notre faute. Si vous étiez en train de décider, votre appareil indique si cela a fonctionné. Veuillez réessayer.',
  unavailableTitle: 'Veuillez réessayer dans un instant',
  unavailable:
    'Nous ne pouvons pas répondre pour le moment. Si vous étiez en train de décider, votre appareil indique si cela a fonctionné.',
  challengeTitle: 'Encore une étape',
  challenge:
    'Il y a eu trop de tentatives. La page suivante vérifie que vous êtes une personne. Vous pourrez ensuite réessayer.',
  oneMomentTitle: 'Un instant',
  oneMoment: 'La page suivante arrive.',
}
