/** What ties the page to the device in front of the person: a text to compare, and a number to type. */
export interface DeviceCheckTexts {
  /** What the device shows beside its code. The text itself follows. */
  readonly bindingMessage: string
  readonly bindingMessageHint: string
  readonly numberTitle: string
  /** The number follows, in a line of its own. */
  readonly numberText: string
  /** Only the device gets the number: without it, somebody who phished the approval has nothing. */
  readonly numberWarning: string
}
