import { createManualClock, createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { alice, bob } from '../../../test-support/device.js'
import { requestOf } from '../../../test-support/http.js'
import { createWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { minute } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { LookUpRequest, Viewer } from '../../protocol/interaction.js'
import { visiting } from '../call/call.js'

describe('a flood of guesses that are refused', () => {
  it('uses up no guess that all people share, not even for a moment', async () => {
    const usual = defaultLimitRules(defaultPolicy)
    const all = { burst: 10, every: 10 * minute }
    const rules = { ...usual, userCodes: { ...usual.userCodes, all } }
    const { service, eventsOf } = createWorld({ limits: { rules, inProcess: createLimitStore() } })
    const guess = (viewer: Viewer, ip: string) =>
      service.lookUp({ userCode: 'WDJB-MJHT' }, base20x8, viewer, service.startCall({ ip }))
    for (let nth = 0; nth < 6; nth++) await guess(alice, '192.0.2.7')
    await guess(bob, '198.51.100.1')
    const flood = Array.from({ length: 20 }, () => guess(alice, '192.0.2.7'))
    expect(await guess(bob, '198.51.100.1')).toMatchObject({ code: 'invalidUserCode' })
    for (const refused of await Promise.all(flood)) expect(refused).toMatchObject({ code: 'tooManyGuesses' })
    expect(eventsOf('limitReached')).toMatchObject([{ lane: 'account' }])
  })
})

it.each([
  ['as its own rule says, if that has fewer', { burst: 2, every: minute }, 2, minute],
  ['as its own rule says, if they come back more slowly', { burst: 5, every: 30 * minute }, 5, 30 * minute],
  ['as the rule of its account says otherwise', { burst: 50, every: minute }, 5, defaultPolicy.lifetime],
])('a session has guesses %s', async (_, perSession, most, retryAfter) => {
  const usual = defaultLimitRules(defaultPolicy)
  const rules = { ...usual, userCodes: { ...usual.userCodes, perSession } }
  const { service } = createWorld({ limits: { rules, inProcess: createLimitStore() } })
  const guess = () => service.lookUp({ userCode: 'WDJB-MJHT' }, base20x8, alice)
  for (let nth = 0; nth < most; nth++) expect(await guess()).toMatchObject({ code: 'invalidUserCode' })
  expect(await guess()).toMatchObject({ code: 'tooManyGuesses', retryAfter })
})

// docs/decisions/0050: an attacker collects codes with their proofs, and waits until somebody else gets one of the codes.

it('a proof of a link is worth nothing when its code is drawn again', async () => {
  const [clock, secrets] = [createManualClock(), createScriptedRandom(1)]
  const { runtime } = createWorld({}, clock)
  // Every code is the same one, and every device code is new.
  const random = { fill: (bytes: Uint8Array) => (bytes.length === 32 ? secrets.fill(bytes) : void bytes.fill(0)) }
  const limits = { rules: defaultLimitRules(defaultPolicy), inProcess: createLimitStore() }
  const { start, service } = createWorld({ runtime: { ...runtime, random }, limits }, clock)
  const lookUp = (request: LookUpRequest, viewer: Viewer = alice) => service.lookUp(request, base20x8, viewer)

  const { userCode, linkProof: collected } = await start()
  clock.advance(60 * minute)
  const { userCode: again, linkProof: proof } = await start()
  expect(again).toBe(userCode)
  for (let nth = 0; nth < 5; nth++) await lookUp({ userCode: 'BCDFGHJK', proof: collected })
  expect(await lookUp({ userCode, proof: collected })).toMatchObject({ code: 'tooManyGuesses' })
  expect(await lookUp({ userCode, proof })).toMatchObject({ kind: 'authorizationView' })
  expect(await lookUp({ userCode }, bob)).toMatchObject({ kind: 'authorizationView' })
})

it('a refusal never names a wait that is already over', async () => {
  const clock = createManualClock()
  const rules = defaultLimitRules(defaultPolicy)
  // The page of the challenge takes so long to answer that the wait ends meanwhile.
  const hook = () => {
    clock.advance(60 * minute)
    return 'refuse' as const
  }
  const challenge = { hook, baseUrl: 'https://id.example' }
  const { service } = createWorld({ limits: { rules, inProcess: createLimitStore(), challenge } }, clock)
  const guess = () =>
    service.lookUp(
      { userCode: 'BCDFGHJK' },
      base20x8,
      alice,
      visiting(service.startCall(), { request: requestOf(), returnTo: '/' }),
    )
  for (let nth = 0; nth < 5; nth++) await guess()
  expect(await guess()).toMatchObject({ code: 'tooManyGuesses', retryAfter: 1 })
})
