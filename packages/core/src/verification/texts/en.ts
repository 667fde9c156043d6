import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/en.js'
import { risk } from './risk/en.js'
import { secondFactor } from './second-factor/en.js'

/** The page in English. */
export const en: PageTexts = {
  errorTitle: 'Error: {title}',
  signedInAs: 'Signed in as {name}',
  notYou: 'Not you?',
  useAnotherAccount: 'Use another account',
  noName: 'no name given',
  verified: 'Verified',
  unverified: 'Unverified',
  callsItself: 'Calls itself {name}',
  continueButton: 'Continue',
  enterCodeButton: 'Enter a code',
  enterAnotherCodeButton: 'Enter another code',
  goOnWithCode: 'Go on with {code}',
  justNow: 'just now',
  listSeparator: ', ',
  languages: 'Languages',
  help: 'Help',
  privacy: 'Privacy',
  unnamedService: 'Device sign-in',
  cancel: 'Cancel',

  codeTitle: 'Enter the code',
  codeHint: 'Type the code that your device shows. Capitals, spaces and dashes do not matter.',
  codeField: 'Code from your device',
  codeExample: 'For example {code}',
  codeWarning:
    'Did somebody send you this code, or read it to you? Stop here. It should only ever come from a device of your own.',
  codeInvalid: 'This code is not valid. It may have expired, or been mistyped. Check the code on your device.',
  codeOfOtherSite:
    'Another site has filled in this code. Continue only if a device in front of you shows the same code.',
  codeUnreadable:
    'This link holds no code that can be read. It may have been cut short. Type the code that your device shows.',

  signInTitle: 'Sign in',
  signInButton: 'Sign in',
  signInThenDevices: 'After that you will see the devices that are linked to your account.',
  signInThenCode: 'After that you can enter the code that your device shows.',
  signInCodeAhead: 'Next you will check this code',
  signInLinksNothing: 'Signing in links nothing yet. You will see who is asking and for what, and then decide.',
  username: 'Username',
  password: 'Password',
  credentialsMissing: 'Enter your username and your password.',
  credentialsWrong:
    'Wrong username or password, or too many attempts. Wait, or use a browser in which you have signed in before.',
  signInExpired:
    'This form was open for too long, or your browser did not keep its cookie. You were not signed in. Please sign in again. If you see this once more, allow cookies for this site.',
  signInOutdated:
    'This form is out of date: you may have signed in or out in another tab. It did not sign you in. Please sign in again.',
  signInAgainTitle: 'Please sign in again',
  signInAgain: 'Your account was signed out everywhere after you signed in here. Sign in again to go on.',
  signInAgainButton: 'Sign in again',
  signInStale: 'This device asks for a sign-in from just now. Please sign in again, also if you are signed in already.',
  stepUpTitle: 'One more step',
  stepUp: 'This device asks for a stronger sign-in. The next page leads you through it. Then you can decide.',

  confirmTitle: 'Link this device?',
  confirmCode: 'Does your device show this code?',
  whoAsks: 'Who is asking',
  nameChecked: '{service} has checked this name.',
  nameCheckedHere: 'This service has checked this name.',
  nameUnchecked: 'This name has not been checked. Any program can call itself that.',
  accountToLink: 'Account to link',
  asked: 'Asked',
  askedFrom: '{when} from {address}',
  comesFrom: 'This request comes from {place}; you are in {own}.',
  claimedName: 'The device calls itself',
  claimedSoftware: 'Software (as it says)',
  claimed: 'Claimed by the device, not verified.',
  noScopes: 'It asks for no particular permission.',
  scopes: 'What it wants to do',
  untickHint: 'Untick anything you do not want to allow.',
  tickHint: 'Tick what you want to allow.',
  nothingTicked:
    'You have ticked nothing, so there is nothing to approve. Tick what you want to allow, or deny. Nothing was decided yet.',
  organization: 'Which organization it may act for',
  resources: 'Where it wants to do this',
  warning: 'Only approve if you started this yourself, on a device in front of you.',
  warningDeny: 'If somebody sent you here or gave you the code, deny.',
  decision: 'Your decision',
  deny: 'Deny',
  approve: 'Approve',

  bindingMessage: 'The device also shows',
  bindingMessageHint: 'If your device shows another text, or none, deny.',
  numberTitle: 'Type the number into your device',
  numberText: 'Your device is not linked yet. Type this number into it:',
  numberWarning:
    'Type it only into the device in front of you, and do not tell it to anybody. If somebody asks you for it, close this page: without the number they get no access.',

  approvedTitle: 'Approved',
  approvedHeading: 'Approved. Go back to your device.',
  approvedText: 'The device may now use your account. It carries on by itself in a few seconds.',
  approvedClose: 'You can close this page.',
  endAnyTime: 'You can end this at any time.',
  seeLinked: 'See your linked devices',
  deniedTitle: 'Denied',
  deniedHeading: 'Denied. Nothing was linked.',
  deniedText:
    'The device got no access to your account, and the code no longer works. If you do want to link it, start again on your device.',
  deniedWarning:
    'If somebody sent you that code, they may have been trying to get into your account. You have stopped them and can close this page.',
  alreadyApprovedTitle: 'Already approved',
  alreadyApproved:
    'This code was approved before, and your choice has not changed that. If that was not you, contact the service.',
  alreadyDeniedTitle: 'Already denied',
  alreadyDenied: 'This code was denied before, and your choice has not changed that. The device was not linked.',
  codeUsedTitle: 'This request was already answered',
  codeUsed:
    'The request of this link has been approved or denied. If that was not you, look at your linked devices. If your device still waits, start again there and use its new code.',
  codeExpiredTitle: 'This link has expired',
  codeExpired: 'The code of this link can no longer be used. Start again on your device, and use its new code.',

  linkedTitle: 'Linked devices',
  linkedIntro: 'These can use your account. Unlink whatever you do not know, or no longer need.',
  linkedNone: 'No device is linked to your account.',
  linkedUnavailable:
    'The list cannot be shown right now. Please try again in a moment. You can still unlink everything at once.',
  linkedFirst: 'Back to the devices used last',
  linkedNext: 'Show devices used earlier',
  linkedWhen: 'Linked {when}.',
  linkedWhenFrom: 'Linked {when} from {address}.',
  lastUsed: 'Last used {when}.',
  mayDo: 'May: {scopes}',
  unlink: 'Unlink',
  unlinkAll: 'Unlink all devices',
  unlinkOneTitle: 'Unlink {name}?',
  unlinkOneText: 'The device can no longer use your account then. You can link it again at any time.',
  unlinkAllTitle: 'Unlink all devices?',
  unlinkAllText:
    'No device and no program can use your account then, and you are signed out everywhere. Each of them has to be linked again.',
  unlinkAllKept: 'No device and no program can use your account then. Each of them has to be linked again.',
  unlinkedOneTitle: '{name} is unlinked',
  unlinkedOneText: 'The device can no longer use your account. Link it again if you need it.',
  linkAnother: 'Link another device',
  unlinkedTitle: 'Every device is unlinked',
  unlinkedText: 'Nothing that was linked to your account can use it any more. Each device has to be linked again.',
  signedOutEverywhere: 'You are signed out everywhere.',
  maybeSignedIn:
    'You may still be signed in elsewhere: sign out there as well. Before you can link a device, you have to sign in again.',
  signOutFailed:
    'But signing you out everywhere did not work. That was our fault. Sign out wherever you are still signed in, or change your password. Before you can link a device, you have to sign in again.',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: 'That did not work',
  startOver: 'The form could not be read. Please enter the code again.',
  otherOriginTitle: 'Not from this page',
  otherOrigin:
    'The request came from another address than this page, so nothing was changed. If you want to link a device, enter its code here.',
  rightAddress: 'The right address begins with {origin}.',
  outdatedFormTitle: 'This form is out of date',
  outdatedForm: 'You may have signed in or out in another tab, so nothing was changed. Please start again.',
  accountDisabledTitle: 'This account cannot be used',
  accountDisabled: 'The account you are signed in with has been disabled. Nothing was changed.',
  assuranceUnmetTitle: 'This device was not linked',
  assuranceUnmet:
    'The device asks for a stronger sign-in than your account can have. So the request was denied, and the device got no access.',
  tooManyTriesTitle: 'Too many tries',
  tooManyTries: 'Somebody has tried too often from this network. Nothing was changed. Please wait, and then try again.',
  tooManyCodesTitle: 'Too many codes',
  tooManyCodes:
    'Too many wrong codes were entered. Please wait {wait}, and then enter the code that your device shows. A link or a QR code of your device works at once.',
  ourFaultTitle: 'Something went wrong',
  ourFault: 'That was our fault. If you were deciding, your device shows whether it worked. Please try again.',
  unavailableTitle: 'Please try again in a moment',
  unavailable: 'We cannot answer right now. If you were deciding, your device shows whether it worked.',
  challengeTitle: 'One more step',
  challenge: 'There were too many tries. The next page checks that you are a person. Then you can try again.',
  oneMomentTitle: 'One moment',
  oneMoment: 'Going on.',
}
