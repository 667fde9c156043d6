import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRunner } from '../../test-support/child-programs.js'
import { failureOf, openPlace, temporaryDirectory } from '../../test-support/token-places.js'
import { keyringTokens } from './keyring-tokens.js'

afterEach(() => vi.unstubAllEnvs())

describe('the keyring of the system', () => {
  it('is loaded late, so that a program without its package finds out by a probe', async () => {
    const { code, lines, errors } = await createRunner()('probe-keyring.mjs', [temporaryDirectory()]).ended
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(lines).toEqual([expect.stringMatching(/^storage: .*@napi-rs\/keyring is missing.* Install it/)])
  })

  it('fails plainly on a Linux without a Secret Service, instead of turning to another keyring', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent')
    const place = keyringTokens({ service: 'devicegrant test', app: 'mycli', directory: temporaryDirectory() })
    const failure = await failureOf(openPlace(place).store.probe())
    expect(failure).toMatchObject({ code: 'storage' })
    expect(failure.message).toContain('start the service that keeps it')
  })
})
