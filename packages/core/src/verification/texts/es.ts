import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/es.js'
import { risk } from './risk/es.js'
import { secondFactor } from './second-factor/es.js'

/** The page in Spanish. */
export const es: PageTexts = {
  errorTitle: 'Error: {title}',
  signedInAs: 'Sesión iniciada como {name}',
  notYou: '¿No es usted?',
  useAnotherAccount: 'Usar otra cuenta',
  noName: 'sin nombre',
  verified: 'Verificado',
  unverified: 'Sin verificar',
  callsItself: 'Dice llamarse {name}',
  continueButton: 'Continuar',
  enterCodeButton: 'Introducir un código',
  enterAnotherCodeButton: 'Introducir otro código',
  goOnWithCode: 'Continuar con {code}',
  justNow: 'ahora mismo',
  listSeparator: ', ',
  languages: 'Idiomas',
  help: 'Ayuda',
  privacy: 'Privacidad',
  unnamedService: 'Inicio de sesión de dispositivos',
  cancel: 'Cancelar',

  codeTitle: 'Introduzca el código',
  codeHint: 'Escriba el código que muestra su dispositivo. Las mayúsculas, los espacios y los guiones no importan.',
  codeField: 'Código de su dispositivo',
  codeExample: 'Por ejemplo, {code}',
  codeWarning:
    '¿Alguien le ha enviado o le ha leído este código? Deténgase aquí. El código solo debe venir de un dispositivo suyo.',
  codeInvalid:
    'Este código no es válido. Puede que haya caducado o que esté mal escrito. Compruebe el código en su dispositivo.',
  codeOfOtherSite:
    'Otro sitio ha rellenado este código. Continúe solo si un dispositivo que tiene delante muestra el mismo código.',
  codeUnreadable:
    'Este enlace no contiene ningún código legible. Puede que se haya cortado. Escriba el código que muestra su dispositivo.',

  signInTitle: 'Iniciar sesión',
  signInButton: 'Iniciar sesión',
  signInThenDevices: 'Después verá los dispositivos vinculados a su cuenta.',
  signInThenCode: 'Después podrá introducir el código que muestra su dispositivo.',
  signInCodeAhead: 'A continuación comprobará este código',
  signInLinksNothing:
    'Al iniciar sesión todavía no se vincula nada. Verá quién lo solicita y para qué, y entonces decidirá.',
  username: 'Nombre de usuario',
  password: 'Contraseña',
  credentialsMissing: 'Introduzca su nombre de usuario y su contraseña.',
  credentialsWrong:
    'El nombre de usuario o la contraseña no son correctos, o ha habido demasiados intentos. Espere, o use un navegador en el que ya haya iniciado sesión antes.',
  signInExpired:
    'Este formulario ha estado abierto demasiado tiempo, o su navegador no ha conservado la cookie. No se ha iniciado sesión. Inicie sesión de nuevo. Si vuelve a ver este mensaje, permita las cookies en este sitio.',
  signInOutdated:
    'Este formulario ya no es válido: puede que haya iniciado o cerrado sesión en otra pestaña. No se ha iniciado sesión con él. Inicie sesión de nuevo.',
  signInAgainTitle: 'Inicie sesión de nuevo',
  signInAgain:
    'Después de que usted iniciara sesión aquí, se cerró la sesión de su cuenta en todas partes. Inicie sesión de nuevo para continuar.',
  signInAgainButton: 'Iniciar sesión de nuevo',
  signInStale:
    'Este dispositivo pide un inicio de sesión reciente. Inicie sesión de nuevo, aunque ya la tenga iniciada.',
  stepUpTitle: 'Un paso más',
  stepUp: 'Este dispositivo pide un inicio de sesión más seguro. La página siguiente le guiará. Después podrá decidir.',

  confirmTitle: '¿Vincular este dispositivo?',
  confirmCode: '¿Muestra su dispositivo este código?',
  whoAsks: 'Quién lo solicita',
  nameChecked: '{service} ha comprobado este nombre.',
  nameCheckedHere: 'Este servicio ha comprobado este nombre.',
  nameUnchecked: 'Este nombre no se ha comprobado. Cualquier programa puede llamarse así.',
  accountToLink: 'Cuenta que se vinculará',
  asked: 'Solicitado',
  askedFrom: '{when} desde {address}',
  comesFrom: 'Esta solicitud viene de {place}; usted está en {own}.',
  claimedName: 'El dispositivo se llama a sí mismo',
  claimedSoftware: 'Software (según él mismo)',
  claimed: 'Lo dice el dispositivo; no está verificado.',
  noScopes: 'No solicita ningún permiso en particular.',
  scopes: 'Qué quiere hacer',
  untickHint: 'Desmarque todo lo que no quiera permitir.',
  tickHint: 'Marque lo que quiera permitir.',
  nothingTicked:
    'No ha marcado nada, así que no hay nada que aprobar. Marque lo que quiera permitir, o deniegue la solicitud. Aún no se ha decidido nada.',
  organization: 'En nombre de qué organización puede actuar',
  resources: 'Dónde quiere hacerlo',
  warning: 'Apruebe solo si usted mismo ha iniciado esto, en un dispositivo que tiene delante.',
  warningDeny: 'Si alguien le ha enviado aquí o le ha dado el código, deniegue la solicitud.',
  decision: 'Su decisión',
  deny: 'Denegar',
  approve: 'Aprobar',

  bindingMessage: 'El dispositivo también muestra',
  bindingMessageHint: 'Si su dispositivo muestra otro texto, o ninguno, rechace.',
  numberTitle: 'Escriba el número en su dispositivo',
  numberText: 'Su dispositivo aún no está vinculado. Escriba en él este número:',
  numberWarning:
    'Escríbalo solo en el dispositivo que tiene delante y no se lo diga a nadie. Si alguien se lo pide, cierre esta página: sin el número no obtendrá acceso.',

  approvedTitle: 'Aprobado',
  approvedHeading: 'Aprobado. Vuelva a su dispositivo.',
  approvedText: 'El dispositivo ya puede usar su cuenta. Continuará por sí solo en unos segundos.',
  approvedClose: 'Puede cerrar esta página.',
  endAnyTime: 'Puede ponerle fin en cualquier momento.',
  seeLinked: 'Ver sus dispositivos vinculados',
  deniedTitle: 'Denegado',
  deniedHeading: 'Denegado. No se ha vinculado nada.',
  deniedText:
    'El dispositivo no ha obtenido acceso a su cuenta, y el código ya no funciona. Si finalmente quiere vincularlo, empiece de nuevo en su dispositivo.',
  deniedWarning:
    'Si alguien le envió ese código, es posible que intentara entrar en su cuenta. Usted lo ha impedido y puede cerrar esta página.',
  alreadyApprovedTitle: 'Ya estaba aprobado',
  alreadyApproved:
    'Este código ya se había aprobado, y su elección no lo ha cambiado. Si no fue usted, póngase en contacto con el servicio.',
  alreadyDeniedTitle: 'Ya estaba denegado',
  alreadyDenied:
    'Este código ya se había denegado, y su elección no lo ha cambiado. El dispositivo no se ha vinculado.',
  codeUsedTitle: 'Esta solicitud ya se ha respondido',
  codeUsed:
    'La solicitud de este enlace se ha aprobado o rechazado. Si no fue usted, revise sus dispositivos vinculados. Si su dispositivo sigue esperando, empiece de nuevo en él y use su nuevo código.',
  codeExpiredTitle: 'Este enlace ha caducado',
  codeExpired:
    'El código de este enlace ya no se puede usar. Empiece de nuevo en su dispositivo y use su nuevo código.',

  linkedTitle: 'Dispositivos vinculados',
  linkedIntro: 'Estos dispositivos pueden usar su cuenta. Desvincule lo que no conozca o ya no necesite.',
  linkedNone: 'No hay ningún dispositivo vinculado a su cuenta.',
  linkedUnavailable:
    'La lista no se puede mostrar ahora mismo. Inténtelo de nuevo en un momento. Aun así, puede desvincular todo a la vez.',
  linkedFirst: 'Volver a los últimos dispositivos usados',
  linkedNext: 'Mostrar dispositivos usados anteriormente',
  linkedWhen: 'Vinculado {when}.',
  linkedWhenFrom: 'Vinculado {when} desde {address}.',
  lastUsed: 'Último uso: {when}.',
  mayDo: 'Puede: {scopes}',
  boundToKey: 'Vinculado a la clave del dispositivo: una copia de su acceso no funciona en ningún otro lugar.',
  unlink: 'Desvincular',
  unlinkAll: 'Desvincular todos los dispositivos',
  unlinkOneTitle: '¿Desvincular {name}?',
  unlinkOneText: 'El dispositivo ya no podrá usar su cuenta. Puede volver a vincularlo en cualquier momento.',
  unlinkAllTitle: '¿Desvincular todos los dispositivos?',
  unlinkAllText:
    'Ningún dispositivo ni programa podrá usar ya su cuenta, y su sesión se cerrará en todas partes. Habrá que volver a vincular cada uno.',
  unlinkAllKept: 'Ningún dispositivo ni programa podrá usar ya su cuenta. Habrá que volver a vincular cada uno.',
  unlinkedOneTitle: '{name} está desvinculado',
  unlinkedOneText: 'El dispositivo ya no puede usar su cuenta. Vincúlelo de nuevo si lo necesita.',
  linkAnother: 'Vincular otro dispositivo',
  unlinkedTitle: 'Todos los dispositivos están desvinculados',
  unlinkedText:
    'Nada de lo que estaba vinculado a su cuenta puede usarla ya. Hay que vincular de nuevo cada dispositivo.',
  signedOutEverywhere: 'Se ha cerrado su sesión en todas partes.',
  maybeSignedIn:
    'Puede que su sesión siga abierta en otros sitios: ciérrela también allí. Antes de poder vincular un dispositivo, tendrá que iniciar sesión de nuevo.',
  signOutFailed:
    'Pero no se ha podido cerrar su sesión en todas partes. Ha sido un fallo nuestro. Cierre la sesión en todos los sitios donde siga abierta, o cambie su contraseña. Antes de poder vincular un dispositivo, tendrá que iniciar sesión de nuevo.',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: 'No ha funcionado',
  startOver: 'No se ha podido leer el formulario. Introduzca el código de nuevo.',
  otherOriginTitle: 'No procede de esta página',
  otherOrigin:
    'La solicitud procede de una dirección distinta de esta página, así que no se ha cambiado nada. Si quiere vincular un dispositivo, introduzca aquí su código.',
  rightAddress: 'La dirección correcta empieza por {origin}.',
  outdatedFormTitle: 'Este formulario ya no es válido',
  outdatedForm:
    'Puede que haya iniciado o cerrado sesión en otra pestaña, así que no se ha cambiado nada. Empiece de nuevo.',
  accountDisabledTitle: 'Esta cuenta no se puede usar',
  accountDisabled: 'La cuenta con la que ha iniciado sesión está desactivada. No se ha cambiado nada.',
  assuranceUnmetTitle: 'Este dispositivo no se ha vinculado',
  assuranceUnmet:
    'El dispositivo pide un inicio de sesión más seguro de lo que su cuenta permite. Por eso la solicitud se ha denegado y el dispositivo no ha obtenido ningún acceso nuevo.',
  tooManyTriesTitle: 'Demasiados intentos',
  tooManyTries: 'Ha habido demasiados intentos desde esta red. No se ha cambiado nada. Espere y vuelva a intentarlo.',
  tooManyCodesTitle: 'Demasiados códigos',
  tooManyCodes:
    'Se han introducido demasiados códigos incorrectos. Espere {wait} y luego introduzca el código que muestra su dispositivo. Un enlace o un código QR de su dispositivo funciona de inmediato.',
  ourFaultTitle: 'Algo ha salido mal',
  ourFault:
    'Ha sido un fallo nuestro. Si estaba tomando una decisión, su dispositivo muestra si ha funcionado. Inténtelo de nuevo.',
  unavailableTitle: 'Inténtelo de nuevo en un momento',
  unavailable:
    'Ahora mismo no podemos responder. Si estaba tomando una decisión, su dispositivo muestra si ha funcionado.',
  challengeTitle: 'Un paso más',
  challenge:
    'Ha habido demasiados intentos. La página siguiente comprueba que usted es una persona. Después podrá intentarlo de nuevo.',
  oneMomentTitle: 'Un momento',
  oneMoment: 'Continuando.',
}
