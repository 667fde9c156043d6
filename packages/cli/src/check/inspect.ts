import type { DeviceGrant } from '@devicegrant/core'
import { messageOf } from '../host-module/describe-fault.js'
import { type Finding, mapFinding, ownDocs, urlOf } from '../host-module/finding.js'
import { findingsOf } from '../host-module/findings-of.js'
import { loadModule } from '../host-module/load-module.js'
import type { SecretHider } from '../secrets/hide-secrets.js'
import { findExported, grantOf, madeBy } from './find-grant.js'
import type { ProbedPart, Report } from './report.js'

/** What to inspect. */
export interface Subject {
  readonly file: string
  /** The name of the export. @defaultValue `default`, `grant` or `options` */
  readonly exported?: string | undefined
  readonly probe: boolean
}

/**
 * Loads the module of the host, and reports what is wrong and what it serves. Never rejects.
 *
 * @param storeWarnings What stores have written, until the report is made.
 */
export async function inspect(subject: Subject, hider: SecretHider, storeWarnings: readonly string[]): Promise<Report> {
  const report = await reportAbout(subject, hider).catch(reportOf)
  const ofStores = storeWarnings.map((message): Finding => ({ code: 'store-warning', message, docs: ownDocs }))
  return mapTexts({ ...report, warnings: [...report.warnings, ...ofStores] }, hider.hide)
}

async function reportAbout({ file, exported: wanted, probe }: Subject, hider: SecretHider): Promise<Report> {
  const exported = findExported(await loadModule(file), wanted)
  const made = await madeBy(exported)
  hider.learn(Reflect.get(made, 'secret'))
  const grant = await grantOf(made, file)
  const { warnings, ...served } = grant.describe()
  const parts = probe ? await probedParts(grant) : []
  return {
    export: exported.name,
    problems: parts.filter(({ ok }) => !ok).map(problemOf),
    warnings: warnings.map(({ code, message, docs }) => ({ code, message, docs: urlOf(docs) })),
    served,
    ...(probe && { probe: parts }),
  }
}

/** Returns the report about a module that threw. */
export function reportOf(fault: unknown): Report {
  return { problems: findingsOf(fault), warnings: [] }
}

async function probedParts(grant: DeviceGrant): Promise<readonly ProbedPart[]> {
  const results = await grant.probe()
  return results.map(({ part, fault }) =>
    fault === undefined ? { part, ok: true } : { part, ok: false, reason: messageOf(fault) },
  )
}

function problemOf({ part, reason = '' }: ProbedPart): Finding {
  return { code: 'probe-failed', option: part, message: reason, docs: ownDocs }
}

/** Returns the same report, with every text of the host changed by a function. */
export function mapTexts(report: Report, change: (text: string) => string): Report {
  const mapped = (findings: readonly Finding[]) => findings.map((finding) => mapFinding(finding, change))
  return {
    ...report,
    problems: mapped(report.problems),
    warnings: mapped(report.warnings),
    ...(report.probe && {
      probe: report.probe.map(({ reason, ...part }) =>
        reason === undefined ? part : { ...part, reason: change(reason) },
      ),
    }),
  }
}
