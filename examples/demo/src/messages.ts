import type { SecurityEvent } from '@devicegrant/core'
import type { Settings } from './settings.js'

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
    settings.framework === 'node' && settings.databaseUrl !== undefined
      ? 'Everything is kept in the database of DATABASE_URL. Security events follow.'
      : 'Everything is kept in memory and gone when this ends. Security events follow.',
  ]
  return lines.join('\n')
}

/** One line for one event. Events hold no secrets, so all of it can be shown. */
export function describeEvent({ type, at, ...facts }: SecurityEvent): string {
  const details = Object.entries(facts).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [new Date(at).toISOString(), type, ...details].join(' ')
}
