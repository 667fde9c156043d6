import type { ConfigurationProblem, DeviceGrant } from '@devicegrant/core'
import { messageOf, placeOf } from './describe-fault.js'
import { findExported, grantOf, madeBy } from './find-grant.js'
import type { SecretHider } from './hide-secrets.js'
import { loadModule, ModuleProblem } from './load-module.js'
import { type Finding, failure, ownDocs, type ProbedPart, type Report, urlOf } from './report.js'

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
  if (fault instanceof ModuleProblem) return failure(fault.finding)
  const place = placeOf(Reflect.get(Object(fault), 'stack'))
  if (isConfigurationError(fault)) {
    const problems = fault.problems.map(({ code, option, message, docs }) => ({
      code,
      ...(option !== '' && { option }),
      message,
      docs: urlOf(docs),
    }))
    return { problems, warnings: [] }
  }
  return failure({
    code: 'module-failed',
    message: `the module threw ${nameOf(fault)}: ${messageOf(fault)}`,
    docs: ownDocs,
    ...(place !== undefined && { place }),
  })
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : 'a value'
}

// The project of the host may have another copy of core, so `instanceof` does not find its errors.
function isConfigurationError(fault: unknown): fault is { readonly problems: readonly ConfigurationProblem[] } {
  return fault instanceof Error && fault.name === 'ConfigurationError' && Array.isArray(Reflect.get(fault, 'problems'))
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
  const mapped = (findings: readonly Finding[]) =>
    findings.map(({ option, message, place, ...finding }) => ({
      ...finding,
      ...(option !== undefined && { option: change(option) }),
      message: change(message),
      ...(place !== undefined && { place: change(place) }),
    }))
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
