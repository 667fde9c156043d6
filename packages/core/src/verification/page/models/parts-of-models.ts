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

/** One scope value that the device requested. */
export interface ScopeChoice {
  readonly value: string
  /** What the value lets the client do, in words. */
  readonly description?: string
}

/** A moment as people read it. */
export interface PageMoment {
  /** RFC 3339. */
  readonly iso: string
  /** How long ago, in words: `2 minutes ago`. */
  readonly ago: string
}

/** Where the device sent its request from, and what it says about itself. Nothing of it is verified. */
export interface RequesterClaims {
  readonly ip?: string
  /** Where the address is, in words, if the host can say it. */
  readonly location?: string
  readonly userAgent?: string
  readonly label?: string
}
