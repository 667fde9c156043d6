import * as z from 'zod'

// What ties a poll to the device that started: PKCE (RFC 7636), and a text or a number that a person compares.

/** The parameters of PKCE in the first request. Only S256: a `plain` challenge is the verifier (RFC 9700 §2.1.1). */
export const challengeMembers = {
  code_challenge: z
    .string()
    // 32 bytes: the last character has only four bits.
    .regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/)
    .optional()
    .describe('The SHA-256 digest of the code_verifier in base64url, RFC 7636 §4.2.'),
  code_challenge_method: z.literal('S256').optional().describe('Required with code_challenge.'),
}

/** The parameter of PKCE in a poll, RFC 7636 §4.1. */
export const verifierMember = {
  code_verifier: z
    .string()
    .regex(/^[\w.~-]{43,128}$/)
    .optional()
    .describe('Required if the first request had a code_challenge, and otherwise refused.'),
}

/** Refuses a challenge without its method: without one it would be `plain` (RFC 7636 §4.3). And a method alone. */
export function challengeIsWhole(
  {
    code_challenge: challenge,
    code_challenge_method: method,
  }: { code_challenge?: unknown; code_challenge_method?: unknown },
  context: z.RefinementCtx,
): void {
  if ((challenge === undefined) === (method === undefined)) return
  const missing = challenge === undefined ? 'code_challenge' : 'code_challenge_method'
  context.addIssue({ code: 'custom', path: [missing] })
}

/** A text to compare, as in CIBA Core §7.1. Few characters, so that it can be no link and no sentence. */
export const bindingMessageMember = {
  binding_message: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9 -]{0,18}[A-Za-z0-9])?$/)
    .optional()
    .describe(
      'A text that the device shows too: at most 20 letters, digits, spaces and hyphens. Only for clients that authenticate.',
    ),
}

/** The number that a person types into the device. */
export const numberMember = {
  verification_number: z
    .string()
    .optional()
    .describe('The six digits that the page shows after the approval. Spaces and hyphens do not matter.'),
}

/** Returns the digits of a number as a person typed it. A text that cannot be the number is none, and no try. */
export function numberIn(sent: string | undefined): string | undefined {
  const digits = sent?.replace(/[\s-]/g, '')
  return digits !== undefined && /^\d{6}$/.test(digits) ? digits : undefined
}

/** The member of a refusal: an extension of devicegrant. */
export const verificationRequiredMember = {
  verification_required: z
    .literal(true)
    .optional()
    .describe('With authorization_pending: the person has approved, and the device must send verification_number.'),
}
