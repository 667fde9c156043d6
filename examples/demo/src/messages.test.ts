import { describe, expect, it } from 'vitest'
import { greeting } from './messages.js'
import { readSettings } from './settings.js'

const issuer = 'http://127.0.0.1:3000'

function linesWith(environment: Readonly<Record<string, string>>): readonly string[] {
  const settings = readSettings(environment)
  if ('length' in settings) throw new Error(settings.join('\n'))
  return greeting({ issuer, bound: issuer, settings }).split('\n')
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
})
