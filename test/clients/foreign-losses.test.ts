// @module-tag thorough
import { createDeviceClient, type DeviceClient, memoryTokens } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { type ForeignHost, useForeignHost } from '../support/foreign-host.js'

// What our client makes of lost answers and of ended grants at servers of other people. Ours repeats an answer for some seconds,
// so that nothing is lost. These give each answer once, and take a repeated refresh token for that of a thief.

const hour = 60 * 60_000
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** A network that cuts the body of the first success of this grant type. */
function cutFirst(grantType: string): typeof fetch {
  let isCut = false
  return async (input, init) => {
    const response = await fetch(input, init)
    const form = new URLSearchParams(init?.body instanceof URLSearchParams ? init.body : undefined)
    if (isCut || response.status !== 200 || form.get('grant_type') !== grantType) return response
    isCut = true
    await response.body?.cancel()
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) })
    return new Response(body, { status: 200, headers: response.headers })
  }
}

function clientOf({ issuer, clientId, scope }: ForeignHost, network: typeof fetch = fetch) {
  const tokens = memoryTokens()
  const common = { issuer, clientId, scope: scope.split(' '), tokens, firstPoll: 'now' as const, fetch: network }
  const store = tokens.open({ issuer, clientId }, () => undefined)
  return { auth: createDeviceClient({ ...common, dpop: 'off' }), kept: () => store.read() }
}

const signIn = (host: ForeignHost, auth: DeviceClient) =>
  auth.login({ show: ({ userCode }) => host.decide(userCode, 'approve') })

describe.each(['oidc-provider', 'better-auth'])('at the host %s', (name) => {
  const host = useForeignHost(name)

  it('the person hears that the answer with the tokens was lost', async () => {
    const { auth, kept } = clientOf(host(), cutFirst(deviceGrant))
    await expect(signIn(host(), auth)).rejects.toMatchObject({ code: 'answerLost' })
    expect(await kept()).toBeUndefined()
  })

  it('a lost answer to a refresh ends the sign-in, and the person hears that', async () => {
    const { auth, kept } = clientOf(host(), cutFirst('refresh_token'))
    await signIn(host(), auth)
    await expect(auth.accessToken({ minLife: 2 * hour })).rejects.toMatchObject({ code: 'sessionEnded' })
    expect(await kept()).toBeUndefined()
  })

  it('a grant that was ended elsewhere ends the sign-in', async () => {
    const { auth, kept } = clientOf(host())
    await signIn(host(), auth)
    const { refreshToken = '' } = (await kept()) ?? {}
    await revoke(host(), refreshToken)
    await expect(auth.accessToken({ minLife: 2 * hour })).rejects.toMatchObject({ code: 'sessionEnded' })
    expect(await kept()).toBeUndefined()
    await expect(auth.accessToken()).rejects.toMatchObject({ code: 'notLoggedIn' })
  })
})

async function revoke({ clientId, revocationEndpoint = '' }: ForeignHost, token: string): Promise<void> {
  const body = new URLSearchParams({ client_id: clientId, token, token_type_hint: 'refresh_token' })
  const response = await fetch(revocationEndpoint, { method: 'POST', body })
  expect(response.status).toBe(200)
}
