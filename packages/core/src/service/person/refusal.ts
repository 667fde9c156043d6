import type { Refusal } from '../../protocol/interaction.js'

/** Makes a refusal value. */
export function refusal(code: Exclude<Refusal['code'], 'alreadyDecided'>): Refusal {
  return { kind: 'refusal', code }
}
