import type { AskedAssurance, Assurance, AssuranceVerdict } from '../../../ports/hooks/assurance.js'
import type { Call } from '../../call/call.js'
import { RecordFault } from '../../call/faults.js'
import { isObject, names } from '../../records/record-rules.js'
import { pageUrl } from '../../text/urls.js'
import { callPort } from '../guarded.js'

/** The hook as the service calls it. It rejects only with a `PortFault`. */
export type GuardedAssurance = (call: Call, asked: AskedAssurance) => Promise<AssuranceVerdict>

/** The hook, and the base URL of the page, without a slash at the end. */
export interface AssurancePort {
  readonly ask: Assurance
  readonly baseUrl: string
}

const operation = 'assurance'

/** Returns the same hook behind its guard. A location becomes an absolute URL. */
export function guardAssurance({ ask, baseUrl }: AssurancePort): GuardedAssurance {
  return async (call, asked) => readVerdict(await callPort(call, operation, () => ask(asked)), asked.wanted, baseUrl)
}

// A level that was not wanted would be in the tokens, and the resource that asked for another one would refuse them.
function readVerdict(verdict: unknown, wanted: readonly string[], baseUrl: string): AssuranceVerdict {
  if (verdict === 'unreachable') return verdict
  if (isObject(verdict)) {
    const { met, amr, stepUpUrl }: { readonly met?: unknown; readonly amr?: unknown; readonly stepUpUrl?: unknown } =
      verdict
    const level = wanted.find((one) => one === met)
    if (level !== undefined && (amr === undefined || isMethods(amr))) return { met: level, ...(amr && { amr }) }
    const url = typeof stepUpUrl === 'string' && stepUpUrl !== '' ? pageUrl(stepUpUrl, baseUrl) : undefined
    if (met === undefined && url !== undefined) return { stepUpUrl: url }
  }
  throw new RecordFault(operation, 'its result', [
    "it must be 'unreachable', { met } with one of the wanted levels, or { stepUpUrl } with the URL of a page, by https or http",
  ])
}

function isMethods(value: unknown): value is readonly string[] {
  return names.is(value)
}
