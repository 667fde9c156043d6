import type { RiskVerdict } from '../machine/risk/assessment.js'
import type { Proximity } from '../machine/risk/proximity.js'
import type { LocalText } from './local-text.js'

/** What the risk policy says of a request, for the person who sees it. */
export interface ShownRisk {
  /** `deny`: the person can only deny. `stepUp`: an approval needs a sign-in of the last five minutes. */
  readonly verdict: RiskVerdict
  readonly proximity: Proximity
  /** Whether the risk policy answered. If it did not, the verdict is a warning at least. */
  readonly isChecked: boolean
  /** Whether the person has to sign in again before they approve. */
  readonly needsSignIn: boolean
  /** What the host says about it. */
  readonly texts: readonly LocalText[]
}
