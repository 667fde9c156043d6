/** What the page says to a person who did not start this: on the request, at a linked device, and behind the link of a notice. */
export interface PhishingTexts {
  /** The button that denies and reports. */
  readonly notMine: string
  readonly reportedTitle: string
  readonly reportedHeading: string
  readonly reportedText: string
  /** After a report of a device that had a grant already: that grant has ended too. */
  readonly reportedEndedHeading: string
  readonly reportedEndedText: string
  /** After a denial to a device that has a grant already, and keeps it. */
  readonly deniedKeptHeading: string
  readonly deniedKeptText: string
  readonly codeSharedTitle: string
  /** Says of a code that too many accounts have opened what a person does who has started it. */
  readonly codeShared: string
  /** The button that unlinks and reports. */
  readonly notLinkedByMe: string
  readonly reportedOneText: string
  readonly notMeTitle: string
  /** Stands above the device. */
  readonly notMeIntro: string
  readonly notMeText: string
  readonly notMeButton: string
  readonly notMeEndedTitle: string
  readonly notMeEnded: string
  readonly notMeOverTitle: string
  readonly notMeOver: string
  /** A newer approval has taken the place of the one that the link is about. */
  readonly notMeReplacedTitle: string
  readonly notMeReplaced: string
  readonly notMeInvalidTitle: string
  readonly notMeInvalid: string
}
