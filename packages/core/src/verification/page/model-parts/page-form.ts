/** A form that a page sends by POST. It has these hidden fields, unchanged, and the visible ones of its page. */
export interface PageForm {
  /** A path on the own origin. */
  readonly action: string
  readonly hidden: readonly HiddenField[]
}

/** A hidden field of a form. */
export interface HiddenField {
  readonly name: string
  readonly value: string
}
