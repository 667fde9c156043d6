import type { AuditServerOptions } from './audit-server-options.js'
import { audits } from './audits.js'
import type { ServerAudit } from './bench/audit.js'
import { type BenchContext, createBench } from './bench/create-bench.js'
import { readAddress } from './find/addresses.js'
import { CannotAudit } from './find/cannot-audit.js'
import { findServer } from './find/find-server.js'
import { type Budget, createBudget } from './http/budget.js'
import { createSecrets, type Secrets } from './http/secrets.js'
import { keepSecretsIn } from './http/secrets-in.js'
import { sleep } from './http/sleep.js'
import { createWire, type Wire } from './http/wire.js'
import type { AuditReport, AuditResult } from './report/report.js'
import { summaryOf } from './report/summary.js'
import { endGrants } from './run/end-grants.js'
import { originsOf, refuseUnsafeSecrets } from './run/origins.js'
import { runAudit } from './run/run-audit.js'

/**
 * Judges a server with the device authorization grant from outside, by what the standards say. It sends one request at a time, waits
 * as long as the server asks for, sends nothing to an origin that was not named, and revokes the tokens that it got.
 *
 * @returns Everything that was found, without secrets.
 * @throws CannotAudit if the server cannot be judged at all: an option is wrong, an endpoint is missing, or nothing responds.
 * @example
 * ```ts
 * import { auditServer } from '@devicegrant/conformance'
 *
 * const report = await auditServer({ server: 'https://login.example.com', client: { clientId: 'mycli' } })
 * console.log(report.summary.MUST.failed)
 * ```
 */
export async function auditServer(options: AuditServerOptions): Promise<AuditReport> {
  const { now = Date.now, signal } = options
  const startedAt = now()
  const chosen = chooseAudits(options.only)
  const secrets = createSecrets()
  const { client, otherClient, maxRequests = 1000, maxTime = 3_600_000 } = options
  if (client.clientSecret !== undefined) secrets.add('CLIENT_SECRET', client.clientSecret)
  if (otherClient?.clientSecret !== undefined) secrets.add('OTHER_CLIENT_SECRET', otherClient.clientSecret)
  const budget = createBudget({ maxRequests, maxTime, now })
  const wire = wireOf(options, budget, secrets, now)
  const context = await contextOf(options, wire, secrets, now)
  const bench = createBench(context)
  const results: AuditResult[] = []
  for (const audit of chosen) {
    signal?.throwIfAborted()
    options.onProgress?.({ done: results.length, total: chosen.length, id: audit.id })
    results.push(await runAudit(audit, bench, { ...context, load: options.load ?? false }))
  }
  await endGrants(bench)
  return {
    format: 1,
    server: context.server.address,
    endpoints: context.server.endpoints,
    clientId: options.client.clientId,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(now()).toISOString(),
    requests: budget.requests,
    summary: summaryOf(results),
    results,
  }
}

function chooseAudits(only: readonly string[] | undefined): readonly ServerAudit[] {
  if (only === undefined) return audits
  const matches =
    (name: string) =>
    ({ id }: ServerAudit) =>
      id === name || id.startsWith(`${name}-`)
  const unknown = only.find((name) => !audits.some(matches(name)))
  if (unknown !== undefined) throw new CannotAudit(`there is no audit ${JSON.stringify(unknown)}`)
  return audits.filter((audit) => only.some((name) => matches(name)(audit)))
}

function wireOf(options: AuditServerOptions, budget: Budget, secrets: Secrets, now: () => number): Wire {
  const { pace = 100, timeout = 10_000, signal, fetch = globalThis.fetch } = options
  return createWire({
    fetch,
    sleep: options.sleep ?? sleep,
    origins: originsOf(options),
    pace,
    timeout,
    budget,
    now,
    signal,
    onExchange: ({ body }) => keepSecretsIn(body, secrets),
  })
}

async function contextOf(
  options: AuditServerOptions,
  wire: Wire,
  secrets: Secrets,
  now: () => number,
): Promise<BenchContext> {
  const { client, otherClient, scope, decide, endpoints = {}, patience = 30 } = options
  const server = await findServer(readAddress(options.server, 'server'), endpoints, originsOf(options), wire)
  refuseUnsafeSecrets(options, server)
  return { server, client, otherClient, scope, decide, patience, wire, secrets, now }
}
