import type { PageLook } from '../look.js'
import type { PageForm } from '../models/parts-of-models.js'

/** A way to prove a second factor, in words. */
export interface FactorChoice {
  readonly name: string
  readonly label: string
  /** The keyboard that a phone shows. */
  readonly keyboard: 'digits' | 'text'
}

/**
 * The page that asks for a second factor after the right password. Its field is `factor_code`. A button with the name `use`
 * and the name of another method asks for that one.
 */
export interface SecondFactorPage {
  readonly kind: 'secondFactor'
  readonly look: PageLook
  readonly form: PageForm
  readonly method: FactorChoice
  /** The other methods that the account can use. */
  readonly others: readonly FactorChoice[]
  /** The code of the device, in groups, if the person came with one. */
  readonly userCode?: string
  readonly error?: string
}
