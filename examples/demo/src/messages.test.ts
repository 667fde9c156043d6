import { describe, expect, it } from 'vitest'
import { greeting } from './messages.js'
import { readSettings } from './settings.js'

const issuer = 'http://127.0.0.1:3000'

function linesWith(environment: Readonly<Record<string, string>>): readonly string[] {
  const settings = readSettings(environment)
  if ('length' in settings) throw new Error(settings.join('\n'))
  return greeting({ issuer, bound: issuer, settings, recoveryCode: 'aaaa-bbbb-cccc-dddd' }).split('\n')
}

describe('the greeting', () => {
  it('names the playground first', () => {
    expect(linesWith({}).slice(0, 3)).toEqual([
      `devicegrant demo listening on ${issuer}`,
      '',
      `See the whole flow in a browser:  ${issuer}/`,
    ])
  })

  it('does not name a playground that is off', () => {
    expect(linesWith({ PLAYGROUND: 'off' }).join('\n')).not.toContain('browser')
  })

  it('shows requests of the first dialect, and the client only if there is metadata for it', () => {
    const lines = linesWith({})
    expect(lines).toContain('  npm run login')
    expect(lines).toContain(`  curl -X POST -d client_id=demo-cli -d scope=read ${issuer}/device_authorization`)
    expect(lines).toContain(`Approve at  ${issuer}/device`)
    const others = linesWith({ DIALECTS: 'oracle,auth0' })
    expect(others.join('\n')).not.toContain('npm run login')
    expect(others).toContain(
      `  curl -X POST -d response_type=device_code -d client_id=demo-cli -d scope=read ${issuer}/oauth2/v1/device`,
    )
    expect(others).toContain(`Unlink at   ${issuer}/ui/v1/device/linked`)
    expect(linesWith({ DIALECTS: 'dreadnode' })).toContain(`  curl -X POST ${issuer}/api/v1/auth/device/code`)
  })

  it('names the realms, and shows the registration if a program must register first', () => {
    expect(linesWith({})).toContain(
      'Realms at   /contoso /common /organizations /realms/demo /realms/master /oauth2/default',
    )
    const lines = linesWith({ DIALECTS: 'aws' })
    expect(lines).toContain(
      `  curl -X POST -H 'Content-Type: application/json' -d '{"clientName":"curl","clientType":"public"}' ${issuer}/client/register`,
    )
    expect(lines.join('\n')).not.toMatch(/Realms|browser/)
  })
})
