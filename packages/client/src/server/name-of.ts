import { safeText } from './safe-text.js'

/** The name for people in the claims of an account (OpenID Connect Core §5.1), the best one first. */
export function nameOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  const name = [claims['name'], claims['preferred_username'], claims['email']].find(isText)
  return name === undefined ? undefined : safeText(name)
}

/** Whether a value is a text that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
