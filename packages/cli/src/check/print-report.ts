import { printFinding } from '../host-module/print-finding.js'
import type { Colors } from '../terminal/colors.js'
import { printLimits } from './print-limits.js'
import type { ProbedPart, Report, Served } from './report.js'

const column = 14

/** Returns a report as text for a person. */
export function printed(module: string, report: Report, colors: Colors): string {
  const { export: exported, problems, warnings, served, probe } = report
  const title = exported === undefined ? module : `${module}, export ${exported}`
  const blocks = [
    colors.strong(title),
    ...problems.map((finding) => printFinding(colors.bad('✖'), finding, colors)),
    ...warnings.map((finding) => printFinding(colors.doubtful('!'), finding, colors)),
    ...(served === undefined ? [] : [printServed(served)]),
    ...(probe === undefined ? [] : [printProbe(probe, colors)]),
    verdictOf(report, colors),
  ]
  return `${blocks.join('\n\n')}\n`
}

function printServed(served: Served): string {
  const { baseUrl, issuer, dialects, routes, stores, signIn, limits, trustedProxies, forwardedHeader, corsOrigins } =
    served
  const { riskPolicy } = served
  const ways = [
    ...(signIn.passwordLogin ? ['username and password'] : []),
    ...(signIn.hostSessions ? ['your own sign-in'] : []),
    ...(signIn.passwordGrant ? ['the password grant'] : []),
  ]
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['issuer', [issuer]],
    ['dialects', dialects],
    ['paths', routes.map(({ method, path }) => `${method.padEnd(4)} ${path}`)],
    ['stores', Object.entries(stores).map(([name, kind]) => `${name.padEnd(column)} ${kind}`)],
    ['sign-in', ways],
    ['limits', limits === 'off' ? ['off'] : printLimits(limits)],
    ['proxies', printProxies(trustedProxies, forwardedHeader)],
    ['CORS', corsOrigins.length === 0 ? ['no other origin'] : corsOrigins],
    ['risk', riskPolicy.length === 0 ? noRiskPolicy : [`riskPolicy has ${riskPolicy.join(', ')}`]],
  ]
  const lines = rows.flatMap(([name, texts]) =>
    texts.map((text, nth) => `  ${(nth === 0 ? name : '').padEnd(column)} ${text}`.trimEnd()),
  )
  return [`Serves below ${baseUrl}:`, ...lines].join('\n')
}

// RFC 10027 §2 asks every operator to assess the risk. A policy is one answer of several, so this is no warning.
const noRiskPolicy = [
  'no riskPolicy: every request is allowed. RFC 10027 §2: assess the risk first (docs/how-to/judge-risk.md)',
]

function printProxies(trusted: Served['trustedProxies'], header: string): readonly string[] {
  if (trusted === 'function') return ['your function finds the address of the caller']
  if ('hops' in trusted) return [`${trusted.hops} in front, which write ${header}`]
  return trusted.length === 0 ? ['none is trusted'] : [`${trusted.join(', ')}, which write ${header}`]
}

function printProbe(parts: readonly ProbedPart[], colors: Colors): string {
  const lines = parts.map(({ part, ok }) => `  ${ok ? colors.good('✔') : colors.bad('✖')} ${part}`)
  return ['Called once:', ...lines].join('\n')
}

function verdictOf({ problems, warnings }: Report, colors: Colors): string {
  const counts = `${counted(problems.length, 'problem')}, ${counted(warnings.length, 'warning')}`
  if (problems.length > 0) return colors.bad(counts)
  return warnings.length > 0 ? colors.doubtful(counts) : colors.good(counts)
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`
}
