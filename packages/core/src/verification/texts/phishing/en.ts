import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in English. */
export const phishing: PhishingTexts = {
  notMine: 'I did not start this',
  reportedTitle: 'Denied and reported',
  reportedHeading: 'Denied and reported. Nothing was linked.',
  reportedText:
    'The device got no access to your account, and the code no longer works. The service knows now that somebody tried this with you.',
  reportedEndedHeading: 'Denied and reported. The device has no access any more.',
  reportedEndedText:
    'The device had access to your account already, and that has ended too. The code no longer works. The service knows now that you did not start this. If somebody else may know your password, change it.',
  deniedKeptHeading: 'Denied. The device keeps the access it had before.',
  deniedKeptText:
    'It got no new access, and the code no longer works. To end its access too, look at your linked devices.',
  codeSharedTitle: 'This code no longer works',
  codeShared:
    'Too many people have opened this code, so it can no longer be used. Nothing was linked. If you started this yourself, start again on your device, and do not show its new code to anyone.',
  notLinkedByMe: 'I did not link this device',
  reportedOneText:
    'The device can no longer use your account, and the service knows that you did not link it. If somebody else may know your password, change it.',
  notMeTitle: 'Was this not you?',
  notMeIntro: 'Somebody has approved this device for your account:',
  notMeText: 'If that was not you, end its access now. If it was you, close this page. Nothing has changed yet.',
  notMeButton: 'End its access',
  notMeEndedTitle: 'Its access has ended',
  notMeEnded:
    'The device can no longer use your account, and the service knows that this was not you. If somebody else may know your password, change it now.',
  notMeOverTitle: 'It has no access any more',
  notMeOver: 'The access of this device had ended before. There is nothing left to do here.',
  notMeReplacedTitle: 'It has newer access now',
  notMeReplaced:
    'This approval was replaced by a newer one for the same device, so ending it would change nothing. If you did not approve the newer one either, use the link in the message about it, or look at your linked devices and unlink what you do not know.',
  notMeInvalidTitle: 'This link does not work',
  notMeInvalid:
    'It may be too old, or it was cut short. Nothing was changed. Sign in to see your linked devices, and unlink whatever you do not know.',
}
