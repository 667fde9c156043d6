import type { TextWith } from '../text-with.js'

/** The page that asks for a second factor. */
export interface FactorTexts {
  readonly factorTitle: string
  readonly factorText: string
  readonly totpField: string
  readonly recoveryField: string
  /** A button. `{method}` is the name of another field, such as `recoveryField`. */
  readonly otherFactor: TextWith<'method'>
  readonly factorMissing: string
  readonly factorWrong: string
  /** On the page that asks the person to sign in. */
  readonly factorExpired: string
  /** `{wait}` is a duration: `5 minutes`. */
  readonly tooManyFactors: TextWith<'wait'>
}
