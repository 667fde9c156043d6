import type { DeviceCheckTexts } from './device-check-texts.js'
import type { LinkedTexts } from './linked-texts.js'
import type { PhishingTexts } from './phishing/phishing-texts.js'
import type { RiskTexts } from './risk/risk-texts.js'
import type { FactorTexts } from './second-factor/factor-texts.js'
import type { TextWith } from './text-with.js'

export type { TextWith } from './text-with.js'

/** Texts that several pages have. */
interface SharedTexts {
  /** The title of a page with something to correct. */
  readonly errorTitle: TextWith<'title'>
  readonly signedInAs: TextWith<'name'>
  /** A question before `useAnotherAccount`. */
  readonly notYou: string
  readonly useAnotherAccount: string
  /** In place of a name without visible characters. */
  readonly noName: string
  readonly verified: string
  readonly unverified: string
  /** What a device says of itself. */
  readonly callsItself: TextWith<'name'>
  readonly continueButton: string
  readonly enterCodeButton: string
  readonly enterAnotherCodeButton: string
  readonly goOnWithCode: TextWith<'code'>
  readonly justNow: string
  /** Between the parts of a list. */
  readonly listSeparator: string
  /** What the links to other languages are, for screen readers. */
  readonly languages: string
  readonly help: string
  /** The link to the privacy policy. */
  readonly privacy: string
  /** In place of the name of the service, if the host has given none. */
  readonly unnamedService: string
  readonly cancel: string
}

/** The page that asks for the code. */
interface CodeTexts {
  readonly codeTitle: string
  readonly codeHint: string
  readonly codeField: string
  readonly codeExample: TextWith<'code'>
  readonly codeWarning: string
  readonly codeInvalid: string
  readonly codeOfOtherSite: string
  readonly codeUnreadable: string
}

/** The page that asks the person to sign in. */
interface SignInTexts {
  readonly signInTitle: string
  readonly signInButton: string
  readonly signInThenDevices: string
  readonly signInThenCode: string
  readonly signInCodeAhead: string
  readonly signInLinksNothing: string
  readonly username: string
  readonly password: string
  readonly credentialsMissing: string
  /** Says nothing about an account: one text for every reason. */
  readonly credentialsWrong: string
  readonly signInExpired: string
  readonly signInOutdated: string
  readonly signInAgainTitle: string
  readonly signInAgain: string
  readonly signInAgainButton: string
  /** Why a signed-in person signs in again: the device demands it (`max_age`). */
  readonly signInStale: string
  readonly stepUpTitle: string
  readonly stepUp: string
}

/** The page that shows the request and asks for a decision. */
interface ConfirmTexts {
  readonly confirmTitle: string
  readonly confirmCode: string
  readonly whoAsks: string
  readonly nameChecked: TextWith<'service'>
  /** The same if the host has given no name of the service. */
  readonly nameCheckedHere: string
  readonly nameUnchecked: string
  readonly accountToLink: string
  readonly asked: string
  readonly askedFrom: TextWith<'when'> & TextWith<'address'>
  /** Where the device is, and where the person is. */
  readonly comesFrom: TextWith<'place'> & TextWith<'own'>
  /** What the device calls itself. The name follows as a quotation. */
  readonly claimedName: string
  /** What the device says of its software. The name follows as a quotation. */
  readonly claimedSoftware: string
  readonly claimed: string
  readonly noScopes: string
  readonly scopes: string
  readonly untickHint: string
  readonly tickHint: string
  readonly nothingTicked: string
  readonly organization: string
  readonly resources: string
  /** The rule that protects the person (RFC 8628 §5.4). */
  readonly warning: string
  /** When to deny. */
  readonly warningDeny: string
  readonly decision: string
  readonly deny: string
  readonly approve: string
}

/** The pages after a decision. */
interface ResultTexts {
  readonly approvedTitle: string
  readonly approvedHeading: string
  readonly approvedText: string
  readonly approvedClose: string
  readonly endAnyTime: string
  readonly seeLinked: string
  readonly deniedTitle: string
  readonly deniedHeading: string
  readonly deniedText: string
  readonly deniedWarning: string
  readonly alreadyApprovedTitle: string
  readonly alreadyApproved: string
  readonly alreadyDeniedTitle: string
  readonly alreadyDenied: string
  readonly codeUsedTitle: string
  readonly codeUsed: string
  readonly codeExpiredTitle: string
  readonly codeExpired: string
}

/** The pages that say what went wrong. */
interface TroubleTexts {
  readonly startOverTitle: string
  readonly startOver: string
  readonly otherOriginTitle: string
  readonly otherOrigin: string
  readonly rightAddress: TextWith<'origin'>
  readonly outdatedFormTitle: string
  readonly outdatedForm: string
  readonly accountDisabledTitle: string
  readonly accountDisabled: string
  readonly assuranceUnmetTitle: string
  readonly assuranceUnmet: string
  readonly tooManyTriesTitle: string
  readonly tooManyTries: string
  readonly tooManyCodesTitle: string
  /** `{wait}` is a duration: `5 minutes`. */
  readonly tooManyCodes: TextWith<'wait'>
  readonly ourFaultTitle: string
  readonly ourFault: string
  readonly unavailableTitle: string
  readonly unavailable: string
  readonly challengeTitle: string
  readonly challenge: string
  readonly oneMomentTitle: string
  readonly oneMoment: string
}

/**
 * Every text of the page in one language. A text with a placeholder, such as `{name}`, keeps it: the page writes the
 * value there, escaped. No text is markup.
 */
export interface PageTexts
  extends SharedTexts,
    CodeTexts,
    SignInTexts,
    FactorTexts,
    ConfirmTexts,
    DeviceCheckTexts,
    RiskTexts,
    ResultTexts,
    LinkedTexts,
    PhishingTexts,
    TroubleTexts {}
