import { PortFault, type SecurityEvent } from '@devicegrant/core'
import type { Dialect } from '@devicegrant/core/dialects'
import type { Sentence } from './playground/config.js'
import { firstRequestOf } from './playground/languages.js'
import { pathsOfRealms } from './realm-catalog.js'
import { describePlace } from './redis-place.js'
import { inProcess, type Settings } from './settings.js'

/** Returns the text that the demo prints when it is ready. Scripts wait for its first line. */
export function greeting(facts: {
  readonly issuer: string
  readonly bound: string
  readonly settings: Settings
  /** A recovery code of `erin`. */
  readonly recoveryCode: string
}): string {
  const { issuer, bound, settings, recoveryCode } = facts
  const { dialects, realms } = settings.served
  const [dialect] = dialects
  const page = `${issuer}${dialect.verification.path}`
  const first = firstRequestOf(dialect, 'demo-cli', 'read')
  const lines = [
    `devicegrant demo listening on ${issuer}`,
    ...(settings.issuer === undefined ? [] : [`bound to ${bound}`]),
    '',
    ...(settings.playground ? [`See the whole flow in a browser:  ${issuer}/`, ''] : []),
    'Try it in a second terminal:',
    ...(hasMetadata(dialects)
      ? [
          `  npm run login${settings.issuer === undefined && settings.port === 3_000 ? '' : ` -- ${issuer}`}`,
          'or by hand:',
        ]
      : []),
    ...(first === undefined ? [] : [`  ${curlLine(issuer, first)}`]),
    '',
    `Approve at  ${page}`,
    `Unlink at   ${page}/linked`,
    ...(realms.length === 0 ? [] : [`Realms at   ${realms.flatMap(pathsOfRealms).join(' ')}`]),
    'Sign in as  alice   password: correct horse battery staple',
    '       or   bob     password: a quiet river under seven bridges',
    '       or   erin    password: two factors are better than one',
    '                    and a code of an authenticator app with the secret JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP,',
    `                    or the recovery code ${recoveryCode}, once`,
    ...(settings.limits
      ? []
      : ['', 'LIMITS is off: every caller can guess passwords and codes as often as they like.']),
    ...(settings.stepUp
      ? ['', `DEMO_STEP_UP is on: GET ${issuer}/demo/vault demands a fresh and strong sign-in.`]
      : []),
    ...(settings.metrics ? ['', `Metrics for Prometheus are at ${issuer}/metrics`] : []),
    ...(settings.admin ? ['', 'DEMO_ADMIN is on: every caller can change the fixtures of this server.'] : []),
    '',
    `Records are kept ${whereRecordsAre(settings)}. Security events follow.`,
    ...(settings.redis === undefined
      ? []
      : [`To share them, start other processes with the same settings and ISSUER=${issuer}.`]),
  ]
  return lines.join('\n')
}

// The client that npm run login starts finds the server by its metadata.
function hasMetadata(dialects: readonly Dialect[]): boolean {
  return dialects.some(({ endpoints }) => endpoints.some(({ metadataName }) => metadataName !== undefined))
}

function curlLine(issuer: string, { path, media, parameters }: Sentence): string {
  return ['curl -X POST', ...dataOf(media, parameters), issuer + path].join(' ')
}

function dataOf(media: Sentence['media'], parameters: Sentence['parameters']): readonly string[] {
  if (parameters === undefined) return []
  if (media === 'application/json') return [`-H 'Content-Type: ${media}' -d '${JSON.stringify(parameters)}'`]
  return Object.entries(parameters).map(([name, value]) => `-d ${name}=${value}`)
}

function whereRecordsAre({ redis, framework, databaseUrl }: Settings): string {
  if (redis !== undefined) return `in ${describePlace(redis.place)}, below ${redis.prefix}`
  if (framework === 'node' && databaseUrl !== undefined && databaseUrl !== inProcess)
    return 'in the database of DATABASE_URL'
  return 'in memory, and lost when this process ends'
}

/** Returns one line for one event. Events hold no secrets, so the line has all of their members. */
export function describeEvent({ type, at, ...facts }: SecurityEvent): string {
  const details = Object.entries(facts).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [new Date(at).toISOString(), type, ...details].join(' ')
}

/** Reports to standard error: a failed port in one line, because it is an outage, and any other fault with its stack. */
export function reportFault(fault: unknown, during: string): void {
  if (fault instanceof PortFault) console.error(`${during}: ${fault.message}: ${messageOf(fault.cause)}`)
  else console.error(`${during}:`, fault)
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault)
}
