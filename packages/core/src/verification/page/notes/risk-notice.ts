/** What the page says about the risk of a request. */
export interface RiskNotice {
  /** Where the device is and where the person is, in words, if the host can say both. */
  readonly places?: { readonly device: string; readonly own: string }
  /** What is done with the request. Absent without a risk policy, and if it allows the request. */
  readonly verdict?: 'warn' | 'stepUp' | 'deny'
  /** Whether the device and the person are in different networks. */
  readonly isFar: boolean
  /** Whether the risk policy did not answer. */
  readonly isUnchecked: boolean
  /** Whether the person has to sign in again before they approve. */
  readonly needsSignIn: boolean
  /** What the host says about it, in the language of the page. */
  readonly reasons: readonly string[]
}
