/** A server that cannot be judged at all, or an option that cannot work. The message says what to do. */
export class CannotAudit extends Error {
  override readonly name = 'CannotAudit'
}
