import type { AuditNeed, ServerAudit } from '../bench/audit.js'
import type { Bench } from '../bench/bench.js'
import { methodOf } from '../bench/client.js'
import type { BenchContext } from '../bench/create-bench.js'
import { Broken, NotConcerned, Unclear } from '../bench/verdicts.js'
import { OutOfBudget } from '../http/budget.js'
import { Unreachable } from '../http/wire.js'
import type { AuditResult } from '../report/report.js'
import { reported } from '../report/reported.js'
import { sectionUrl } from '../report/section-url.js'

/** What decides whether an audit can run. */
export interface RunContext extends BenchContext {
  readonly load: boolean
}

/** Runs one audit, and returns what came of it. Only the end of the whole run is passed on: one strange response must not cost the report. */
export async function runAudit(audit: ServerAudit, bench: Bench, context: RunContext): Promise<AuditResult> {
  const { id, section, level, obligation, note } = audit
  const noted = note === undefined ? {} : { note }
  const stated = { id, section, sectionUrl: sectionUrl(section), level, obligation, ...noted }
  const lacking = audit.needs?.map((need) => lackOf(need, context)).find((reason) => reason !== undefined)
  if (lacking !== undefined) return { ...stated, outcome: 'skipped', reason: lacking, exchanges: [] }
  const shown = (fault: Broken | Unclear) => fault.exchanges.map((exchange) => reported(exchange, context.secrets))
  try {
    await audit.check(bench)
    return { ...stated, outcome: 'passed', reason: undefined, exchanges: [] }
  } catch (fault) {
    context.wire.throwIfAborted()
    if (!(fault instanceof Error)) throw fault
    const reason = context.secrets.hideIn(fault.message)
    if (fault instanceof Broken) return { ...stated, outcome: 'failed', reason, exchanges: shown(fault) }
    if (fault instanceof Unclear) return { ...stated, outcome: 'unclear', reason, exchanges: shown(fault) }
    if (fault instanceof NotConcerned) return { ...stated, outcome: 'skipped', reason, exchanges: [] }
    // A server that uses up the run, or that sends what no audit expects, must not pass for it.
    const isKnown = fault instanceof OutOfBudget || fault instanceof Unreachable
    return { ...stated, outcome: 'unclear', reason: isKnown ? reason : `the audit stopped: ${reason}`, exchanges: [] }
  }
}

function lackOf(need: AuditNeed, { server, client, otherClient, decide, load }: RunContext): string | undefined {
  const { metadata, endpoints, unused } = server
  const isPublic = methodOf(client) === 'none'
  switch (need) {
    case 'metadata':
      return metadata === undefined ? 'the server has no metadata' : undefined
    case 'decisions':
      return decide === undefined ? 'no person decides in this run' : undefined
    case 'revocation':
    case 'introspection':
    case 'jwks':
      if (endpoints[need] !== undefined) return undefined
      return unused.get(need) ?? 'the server has no such endpoint'
    case 'publicClient':
      return isPublic ? undefined : 'the client of this run has a secret'
    case 'confidentialClient':
      return isPublic ? 'the client of this run has no secret' : undefined
    case 'otherClient':
      return otherClient === undefined ? 'the run has no second client' : undefined
    case 'dpop':
      return lackOfProofs(metadata?.document['dpop_signing_alg_values_supported'])
    case 'load':
      return load ? undefined : 'the run sends no load'
  }
}

function lackOfProofs(algorithms: unknown): string | undefined {
  if (algorithms === undefined) return 'the metadata has no DPoP'
  const isKnown = Array.isArray(algorithms) && algorithms.includes('ES256')
  return isKnown ? undefined : 'the metadata has no ES256, the algorithm of the proofs of this run'
}
