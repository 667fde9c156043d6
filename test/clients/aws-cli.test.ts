// @module-tag thorough
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsHome, createAwsHome, findAwsCli } from '../support/aws-cli.js'
import { startAwsHost } from '../support/aws-host.js'
import { decideAt } from '../support/browser-forms.js'
import type { ExpressHost } from '../support/express-host.js'

const cli = findAwsCli()
const title = 'missing' in cli ? `aws sso login (skipped: ${cli.missing})` : 'aws sso login, unmodified'

describe.skipIf('missing' in cli)(title, () => {
  let host: ExpressHost
  let home: AwsHome

  beforeEach(async () => {
    if ('missing' in cli) return
    // The command line sleeps in real time.
    host = await startAwsHost(true, { policy: { interval: 1_000 } })
    home = createAwsHome(cli.program, cli.version, host.issuer, 'sso:account:access')
  })

  afterEach(async () => {
    home.remove()
    await host.close()
  })

  const countOf = (type: string) => host.events.filter((event) => event.type === type).length

  it('registers, and signs in when the person approves', async () => {
    const { code, output, tokens } = await home.signIn((url) => decideAt(url, 'approve'))
    expect([code, output]).toEqual([0, expect.stringContaining('Successfully logged into Start URL')])
    expect(tokens).toEqual([
      expect.objectContaining({
        startUrl: 'https://example.awsapps.com/start',
        accessToken: expect.any(String),
        refreshToken: expect.stringMatching(/^dgr_/),
        clientId: expect.stringMatching(/^dgc_/),
        clientSecret: expect.any(String),
      }),
    ])
    expect([countOf('clientRegistered'), countOf('authorizationRedeemed')]).toEqual([1, 1])
  })

  it('keeps its registration for the next login', async () => {
    for (let count = 0; count < 2; count++) {
      const { code, output } = await home.signIn((url) => decideAt(url, 'approve'))
      expect([code, output]).toEqual([0, expect.stringContaining('Successfully')])
    }
    expect([countOf('clientRegistered'), countOf('authorizationRedeemed')]).toEqual([1, 2])
  })

  it('ends when the person denies', async () => {
    const { code, output, tokens } = await home.signIn((url) => decideAt(url, 'deny'))
    expect([code, tokens]).toEqual([expect.any(Number), []])
    expect(code).toBeGreaterThan(0)
    expect(output).toContain('AccessDeniedException')
  })
})
