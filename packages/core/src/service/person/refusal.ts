import type { Refusal } from '../../protocol/interaction.js'

/** Makes a refusal value. */
export function refusal(code: Exclude<Refusal['code'], 'alreadyDecided' | 'tooManyGuesses'>): Refusal {
  return { kind: 'refusal', code }
}
