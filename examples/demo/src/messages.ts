import { PortFault, type SecurityEvent } from '@devicegrant/core'
import { describePlace } from './redis-place.js'
import { inProcess, type Settings } from './settings.js'

/** What is printed once the demo serves: first the line that scripts wait for, then how to try it. */
export function greeting(facts: {
  readonly issuer: string
  readonly bound: string
  readonly settings: Settings
}): string {
  const { issuer, bound, settings } = facts
  const lines = [
    `devicegrant demo listening on ${issuer}`,
    ...(settings.issuer === undefined ? [] : [`bound to ${bound}`]),
    '',
    'Try it in a second terminal:',
    `  npm run login${settings.issuer === undefined && settings.port === 3_000 ? '' : ` -- ${issuer}`}`,
    'or by hand:',
    `  curl -d client_id=demo-cli ${issuer}/device_authorization`,
    '',
    `Approve at  ${issuer}/device`,
    `Unlink at   ${issuer}/device/linked`,
    'Sign in as  alice   password: correct horse battery staple',
    '       or   bob     password: a quiet river under seven bridges',
    ...(settings.admin ? ['', 'DEMO_ADMIN is on: anybody who reaches this server can change its fixtures.'] : []),
    '',
    `Records are kept ${whereRecordsAre(settings)}. Security events follow.`,
    ...(settings.redis === undefined
      ? []
      : [`To share them, start others with the same settings and ISSUER=${issuer}.`]),
  ]
  return lines.join('\n')
}

function whereRecordsAre({ redis, framework, databaseUrl }: Settings): string {
  if (redis !== undefined) return `in ${describePlace(redis.place)}, below ${redis.prefix}`
  if (framework === 'node' && databaseUrl !== undefined && databaseUrl !== inProcess)
    return 'in the database of DATABASE_URL'
  return 'in memory, and gone when this ends'
}

/** One line for one event. Events hold no secrets, so all of it can be shown. */
export function describeEvent({ type, at, ...facts }: SecurityEvent): string {
  const details = Object.entries(facts).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [new Date(at).toISOString(), type, ...details].join(' ')
}

/** Tells standard error: of an outage, which is no fault of ours, in one line, and all that is known of anything else. */
export function reportFault(fault: unknown, during: string): void {
  if (fault instanceof PortFault) console.error(`${during}: ${fault.message}: ${messageOf(fault.cause)}`)
  else console.error(`${during}:`, fault)
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault)
}
