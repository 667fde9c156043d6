import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in Spanish. */
export const phishing: PhishingTexts = {
  notMine: 'Yo no he iniciado esto',
  reportedTitle: 'Denegado y notificado',
  reportedHeading: 'Denegado y notificado. No se ha vinculado nada.',
  reportedText:
    'El dispositivo no ha obtenido acceso a su cuenta, y el código ya no funciona. El servicio sabe ahora que alguien lo ha intentado con usted.',
  reportedEndedHeading: 'Denegado y notificado. El dispositivo ya no tiene acceso.',
  reportedEndedText:
    'El dispositivo ya tenía acceso a su cuenta, y también ha terminado. El código ya no funciona. El servicio sabe ahora que usted no ha iniciado esto. Si otra persona puede conocer su contraseña, cámbiela.',
  deniedKeptHeading: 'Denegado. El dispositivo conserva el acceso que tenía antes.',
  deniedKeptText:
    'No ha obtenido ningún acceso nuevo, y el código ya no funciona. Para poner fin también a su acceso, consulte sus dispositivos vinculados.',
  codeSharedTitle: 'Este código ya no funciona',
  codeShared:
    'Demasiadas personas han abierto este código, así que ya nadie puede usarlo. No se ha vinculado nada. Si usted mismo ha iniciado esto, empiece de nuevo en su dispositivo y no muestre a nadie el nuevo código.',
  notLinkedByMe: 'Yo no he vinculado este dispositivo',
  reportedOneText:
    'El dispositivo ya no puede usar su cuenta, y el servicio sabe que usted no lo vinculó. Si otra persona puede conocer su contraseña, cámbiela.',
  notMeTitle: '¿No ha sido usted?',
  notMeIntro: 'Alguien ha aprobado este dispositivo para su cuenta:',
  notMeText:
    'Si no ha sido usted, ponga fin a su acceso ahora. Si ha sido usted, cierre esta página. Todavía no ha cambiado nada.',
  notMeButton: 'Poner fin a su acceso',
  notMeEndedTitle: 'Su acceso ha terminado',
  notMeEnded:
    'El dispositivo ya no puede usar su cuenta, y el servicio sabe que no ha sido usted. Si otra persona puede conocer su contraseña, cámbiela ahora.',
  notMeOverTitle: 'Ya no tiene acceso',
  notMeOver: 'El acceso de este dispositivo ya había terminado. No queda nada por hacer aquí.',
  notMeReplacedTitle: 'Ahora tiene un acceso más reciente',
  notMeReplaced:
    'Esta aprobación fue sustituida por otra más reciente para el mismo dispositivo, así que ponerle fin no cambiaría nada. Si tampoco ha aprobado la más reciente, use el enlace del mensaje correspondiente, o consulte sus dispositivos vinculados y desvincule lo que no conozca.',
  notMeInvalidTitle: 'Este enlace no funciona',
  notMeInvalid:
    'Puede que sea demasiado antiguo o que esté incompleto. No se ha cambiado nada. Inicie sesión para ver sus dispositivos vinculados y desvincule lo que no conozca.',
}
