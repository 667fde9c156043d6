import { describe, expect, it } from 'vitest'
import { createWorld } from '../../test-support/world.js'
import { isProblem } from '../protocol/problem.js'
import { type Dialect, dialectTermsOf } from './dialect.js'
import { auth0 } from './dialects/auth0/auth0.js'
import { aws } from './dialects/aws/aws.js'
import { dreadnode } from './dialects/dreadnode/dreadnode.js'
import { entra } from './dialects/entra/entra.js'
import { github } from './dialects/github/github.js'
import { google } from './dialects/google/google.js'
import { npm } from './dialects/npm/npm.js'
import { oracle } from './dialects/oracle/oracle.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { trakt } from './dialects/trakt/trakt.js'
import { writeResponse } from './write-response.js'

// RFC 10027 §6.1.5: a client with `completeAddress: false` gets no address with a code in it, in any dialect.

async function startIn(dialect: Dialect) {
  const world = createWorld()
  world.clients.change('tv', { completeAddress: false })
  const client = { method: 'none', clientId: 'tv' } as const
  const command = { operation: 'startAuthorization', client, resources: [] } as const
  const started = await world.service.startAuthorization(command, dialectTermsOf(dialect))
  const context = {
    ...dialect,
    baseUrl: 'https://issuer.example',
    issuer: 'https://issuer.example',
    now: world.clock.now(),
    requestId: 'r',
    header: () => undefined,
    query: () => undefined,
  }
  return { started, body: isProblem(started) ? undefined : writeResponse(dialect, started, context).body }
}

describe('without complete addresses', () => {
  it.each([rfc8628, auth0, aws, google, github, entra, oracle, trakt, dreadnode])(
    'the dialect $name writes no address with a code or a proof in it',
    async (dialect) => {
      const { body } = await startIn(dialect)
      const addresses = Object.values(body ?? {}).filter((value) => String(value).startsWith('https://'))
      expect(addresses.length).toBeGreaterThan(0)
      for (const address of addresses) expect(address).toBe(`https://issuer.example${dialect.verification.path}`)
      const [, response] = Object.entries(dialect.schemas).find(([kind]) => kind === 'authorizationStarted') ?? []
      expect(response?.safeParse(JSON.parse(JSON.stringify(body))).success).toBe(true)
    },
  )

  it('the dialect of AWS keeps the member that its clients need', async () => {
    const { body } = await startIn(aws)
    expect(body?.['verificationUriComplete']).toBe(body?.['verificationUri'])
  })

  it('the dialect of npm refuses the client, because npm shows no code', async () => {
    expect((await startIn(npm)).started).toMatchObject({ kind: 'problem', code: 'unauthorizedClient' })
  })
})
