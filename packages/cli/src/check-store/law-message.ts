import { messageOf, placeOf } from '../host-module/describe-fault.js'

const lawsFolder = new URL('.', import.meta.resolve('@devicegrant/testing')).href

/**
 * Returns what an error of a law says: the sentence of the law, what was seen, and the cost. If the store itself threw, the line of the
 * host follows.
 */
export function lawMessageOf(fault: unknown): string {
  const text = messageOfLaw(fault)
  const place = placeOf(withoutLaws(Reflect.get(Object(Reflect.get(Object(fault), 'cause')), 'stack')))
  return place === undefined ? text : `${text}\nAt: ${place}`
}

// The message of a law has that of its cause. Its first line is the id of the law.
function messageOfLaw(fault: unknown): string {
  if (!(fault instanceof Error) || fault.cause === undefined) return messageOf(fault)
  return fault.message.slice(fault.message.indexOf('\n') + 1)
}

function withoutLaws(stack: unknown): unknown {
  if (typeof stack !== 'string') return undefined
  return stack
    .split('\n')
    .filter((line) => !line.includes(lawsFolder))
    .join('\n')
}
