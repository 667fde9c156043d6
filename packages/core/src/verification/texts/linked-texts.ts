import type { TextWith } from './text-with.js'

/** The page of the linked devices, and the page after all of them are unlinked. */
export interface LinkedTexts {
  readonly linkedTitle: string
  readonly linkedIntro: string
  readonly linkedNone: string
  readonly linkedUnavailable: string
  readonly linkedFirst: string
  readonly linkedNext: string
  readonly linkedWhen: TextWith<'when'>
  readonly linkedWhenFrom: TextWith<'when'> & TextWith<'address'>
  readonly lastUsed: TextWith<'when'>
  readonly mayDo: TextWith<'scopes'>
  /** A copy of the tokens of the device works nowhere else. */
  readonly boundToKey: string
  readonly unlink: string
  readonly unlinkAll: string
  readonly unlinkOneTitle: TextWith<'name'>
  readonly unlinkOneText: string
  readonly unlinkAllTitle: string
  readonly unlinkAllText: string
  /** The same if sessions of the host continue. */
  readonly unlinkAllKept: string
  readonly unlinkedOneTitle: TextWith<'name'>
  readonly unlinkedOneText: string
  readonly linkAnother: string
  readonly unlinkedTitle: string
  readonly unlinkedText: string
  readonly signedOutEverywhere: string
  readonly maybeSignedIn: string
  readonly signOutFailed: string
}
