/** What the page says about the risk of a request. */
export interface RiskTexts {
  /** Before the reasons of a warning. */
  readonly riskWarning: string
  /** The device and the person are in different networks. */
  readonly riskFar: string
  /** The risk policy did not answer. */
  readonly riskUnchecked: string
  /** Before the reasons for a fresh sign-in. */
  readonly riskSignIn: string
  /** Before the reasons why the request cannot be approved. */
  readonly riskDenied: string
  readonly riskDeniedAdvice: string
  /** After an approval that the service refused. */
  readonly refusedHeading: string
  readonly refusedText: string
}
