import { beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, terms, wordFor } from '../../../../test-support/device.js'
import { passwords } from '../../../../test-support/fake-ports.js'
import { requestOf } from '../../../../test-support/http.js'
import { createWorld, type World } from '../../../../test-support/world.js'
import { createLimitStore } from '../../../defaults/limits/limit-store.js'
import { defaultLimitRules, type LimitRules } from '../../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../../machine/policy.js'
import { day, minute } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { AskedChallenge, Challenge, ChallengeVerdict } from '../../../ports/hooks/challenge.js'
import type { HttpRequest } from '../../../ports/http-request.js'
import type { LimitStore } from '../../../ports/limit-store.js'
import type { Viewer } from '../../../protocol/interaction.js'
import { isProblem } from '../../../protocol/problem.js'
import { type Call, visiting } from '../../call/call.js'
import type { Visit } from '../../call/visit.js'
import type { ServiceOptions } from '../../create-service.js'

const one = { burst: 1, every: day }
const rules: LimitRules = (() => {
  const usual = defaultLimitRules(defaultPolicy)
  return {
    ...usual,
    starts: { ...usual.starts, perAddress: one },
    passwords: { ...usual.passwords, perAddress: one },
    userCodes: { ...usual.userCodes, perSession: one },
  }
})()

const baseUrl = 'https://id.example/auth'
const returnTo = '/auth/device/confirm?user_code=WDJB-MJHT'
const wall = { location: '/wall?lang=en' }

let world: World
let asked: { readonly asked: AskedChallenge; readonly request: HttpRequest }[]
let verdict: () => ReturnType<Challenge>
let store: LimitStore
let options: Partial<ServiceOptions>

function open(changed: LimitRules = rules): void {
  const hook: Challenge = (what, request) => {
    asked.push({ asked: what, request })
    return verdict()
  }
  store = createLimitStore()
  options = { limits: { rules: changed, store, inProcess: createLimitStore(), challenge: { hook, baseUrl } } }
  world = createWorld(options)
}

beforeEach(() => {
  asked = []
  verdict = () => wall
  open()
})

interface Facts extends Partial<Visit> {
  readonly ip?: string
}

/** The call of a request with this address, and what it presents. */
function callOf({ ip = '192.0.2.7', ...visit }: Facts = {}, { service } = world): Call {
  return visiting(service.startCall({ ip }), { request: requestOf(), returnTo, ...visit })
}

const start = (facts?: Facts, { service } = world) =>
  service.startAuthorization(
    { operation: 'startAuthorization', client: { method: 'none', clientId: 'tv' }, resources: [] },
    terms,
    callOf(facts, world),
  )

const signIn = async (facts?: Facts, password = 'wrong', username = 'alice') =>
  world.service.passwordLogin?.checkPassword({ username, password }, callOf(facts))

const guess = (facts?: Facts, viewer: Viewer = alice, userCode = 'WDJB-MJHT') =>
  world.service.lookUp(userCode, base20x8, viewer, callOf(facts))

/** The three surfaces. Each refuses the second try. */
const surfaces = {
  start,
  signIn,
  userCode: guess,
} as const

type Surface = keyof typeof surfaces

const names: readonly Surface[] = ['start', 'signIn', 'userCode']

/** Tries once, and returns what the next try is refused with. */
async function refusedAt(surface: Surface, facts?: Facts): Promise<{ readonly challengeUri?: string }> {
  await surfaces[surface](facts)
  const refused = await surfaces[surface](facts)
  expect(refused).toMatchObject({ code: surface === 'userCode' ? 'tooManyGuesses' : 'tooManyRequests' })
  return Object(refused)
}

const isRefused = (result: unknown) => ['tooManyGuesses', 'tooManyRequests'].includes(Object(result).code)

/** The state for the page of the host, after a surface refused a try. */
async function stateAt(surface: Surface, facts?: Facts): Promise<string> {
  const { challengeUri = '' } = await refusedAt(surface, facts)
  return new URL(challengeUri).searchParams.get('state') ?? ''
}

function proofOf(state: string, { service } = world): string {
  return new URL(service.passChallenge(state) ?? 'https://wrong.example').searchParams.get('challenge') ?? ''
}

describe.each(names)('at the surface %s', (surface) => {
  const attempt = surfaces[surface]

  it('the hook is asked only when a limit refuses, with what it may know', async () => {
    await attempt()
    expect(asked).toEqual([])
    await attempt()
    const because = { start: ['address'], signIn: ['address'], userCode: ['session'] }[surface]
    const subject = surface === 'userCode' ? { subject: alice.subject } : {}
    expect(asked).toEqual([
      {
        asked: { surface, prefix: '192.0.2.7/32', because, ...subject },
        request: { ...requestOf(), body: { kind: 'usedUp' } },
      },
    ])
  })

  it('"pass" lets a request through, and counts nothing', async () => {
    verdict = () => 'pass'
    await attempt()
    expect(isRefused(await attempt())).toBe(false)
    verdict = () => 'refuse'
    expect(isRefused(await attempt())).toBe(true)
  })

  it('"refuse" is the usual refusal', async () => {
    verdict = () => 'refuse'
    expect(await refusedAt(surface)).not.toHaveProperty('challengeUri')
  })

  it('a location is an absolute URL with a state', async () => {
    const { challengeUri = '' } = await refusedAt(surface)
    expect(challengeUri).toMatch(/^https:\/\/id\.example\/wall\?lang=en&state=[\w.-]+$/)
  })

  it('a passed challenge leads back to our path, and lets one request through', async () => {
    const url = world.service.passChallenge(await stateAt(surface)) ?? ''
    expect(url).toMatch(/^https:\/\/id\.example\/auth\/device\/confirm\?user_code=WDJB-MJHT&challenge=[\w.-]+$/)
    const proof = new URL(url).searchParams.get('challenge') ?? ''
    expect(isRefused(await attempt({ proof }))).toBe(false)
    expect(asked).toHaveLength(1)
    expect(isRefused(await attempt({ proof }))).toBe(true)
    expect(world.eventsOf('limitReached')).toContainEqual(
      expect.objectContaining({ surface: 'challenge', lane: 'proof' }),
    )
  })

  it('one of many requests at the same time gets through', async () => {
    const proof = proofOf(await stateAt(surface))
    const results = await Promise.all(Array.from({ length: 20 }, () => attempt({ proof })))
    expect(results.filter((result) => !isRefused(result))).toHaveLength(1)
  })

  it('a state leads to one passage, however often it is exchanged', async () => {
    const state = await stateAt(surface)
    const proofs = [proofOf(state), proofOf(state)]
    world.clock.advance(9 * minute)
    proofs.push(proofOf(state))
    world.clock.advance(9 * minute)
    const results = []
    for (const proof of [...proofs.toReversed()]) results.push(isRefused(await attempt({ proof })))
    expect(results).toEqual([false, true, true])
  })

  it('a proof of another network is refused', async () => {
    const ip = '198.51.100.9'
    if (surface === 'userCode') await attempt({ ip })
    else await refusedAt(surface, { ip })
    const proof = proofOf(await stateAt(surface))
    expect(isRefused(await attempt({ ip, proof }))).toBe(true)
    expect(isRefused(await attempt({ proof }))).toBe(false)
  })

  it('a proof of another surface is refused', async () => {
    await refusedAt(surface)
    for (const other of names.filter((name) => name !== surface)) {
      expect(isRefused(await attempt({ proof: proofOf(await stateAt(other)) }))).toBe(true)
    }
  })

  it('a proof is refused after ten minutes, and so is a state', async () => {
    const states = [await stateAt(surface), await stateAt(surface)]
    world.clock.advance(10 * minute - 1)
    const [inTime = '', late = ''] = states.map((state) => proofOf(state))
    world.clock.advance(1)
    expect(states.map((state) => world.service.passChallenge(state))).toEqual([undefined, undefined])
    world.clock.advance(10 * minute - 2)
    expect(isRefused(await attempt({ proof: inTime }))).toBe(false)
    world.clock.advance(1)
    expect(isRefused(await attempt({ proof: late }))).toBe(true)
  })

  it('a proof with any other character is refused', async () => {
    const proof = proofOf(await stateAt(surface))
    for (const at of [...proof].keys()) {
      const forged = proof.slice(0, at) + (proof[at] === 'A' ? 'B' : 'A') + proof.slice(at + 1)
      expect([forged, isRefused(await attempt({ proof: forged }))]).toEqual([forged, true])
    }
    for (const forged of ['', '.', '..', 'a.1.b', proof.slice(1), `${proof}A`]) {
      expect([forged, isRefused(await attempt({ proof: forged }))]).toEqual([forged, true])
    }
    expect(isRefused(await attempt({ proof }))).toBe(false)
  })

  it.each<[string, () => ReturnType<Challenge>, RegExp]>([
    ['throws', () => raise(), /challenge failed/],
    ['rejects', async () => raise(), /challenge failed/],
    ['returns another word', () => other('yes'), /challenge returned a wrong record/],
    ['returns nothing', () => other(undefined), /challenge returned a wrong record/],
    ['returns a script', () => ({ location: 'javascript:alert(1)' }), /challenge returned a wrong record/],
    ['returns no URL', () => ({ location: 'https://' }), /challenge returned a wrong record/],
  ])('a hook that %s is reported, and refuses', async (_, misbehave, message) => {
    verdict = misbehave
    expect(await refusedAt(surface)).not.toHaveProperty('challengeUri')
    expect(world.faults.map(({ fault }) => String(fault))).toEqual([expect.stringMatching(message)])
  })

  it('a hook that does not answer is reported, and refuses within the time of a port call', async () => {
    verdict = () => new Promise(() => {})
    world = createWorld({ ...options, timeout: 10 })
    expect(await refusedAt(surface)).not.toHaveProperty('challengeUri')
    expect(world.faults).toHaveLength(1)
  })

  it('a call without a request of HTTP is refused without the hook', async () => {
    await attempt()
    const { service } = world
    const call = service.startCall({ ip: '192.0.2.7' })
    const results = {
      start: () =>
        service.startAuthorization(
          { operation: 'startAuthorization', client: { method: 'none', clientId: 'tv' }, resources: [] },
          terms,
          call,
        ),
      signIn: async () => service.passwordLogin?.checkPassword({ username: 'alice', password: 'wrong' }, call),
      userCode: () => service.lookUp('WDJB-MJHT', base20x8, alice, call),
    }
    expect(isRefused(await results[surface]())).toBe(true)
    expect(asked).toEqual([])
  })
})

function raise(): never {
  throw new Error('the hook is broken')
}

// A host in JavaScript may return anything.
function other(value: unknown): ChallengeVerdict {
  return JSON.parse(JSON.stringify({ value })).value
}

describe('the state of a challenge', () => {
  it('is refused with any other character', async () => {
    const state = await stateAt('start')
    for (const at of [...state].keys()) {
      const forged = state.slice(0, at) + (state[at] === 'A' ? 'B' : 'A') + state.slice(at + 1)
      expect([forged, world.service.passChallenge(forged)]).toEqual([forged, undefined])
    }
    expect(world.service.passChallenge(state)).toBeDefined()
  })

  it.each([[undefined], [null], [1], [['a']], [{}], [''], ['....'], ['a.b.c.d.e']])(
    'is not %j, whatever a browser sends',
    (state) => {
      expect(world.service.passChallenge(state)).toBeUndefined()
    },
  )

  it('has neither the address nor the session in clear', async () => {
    const state = await stateAt('userCode')
    const texts = state.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    for (const text of [state, ...texts]) expect(text).not.toMatch(/192\.0\.2|session-alice|account-alice/)
  })

  it('goes before the fragment of the location', async () => {
    verdict = () => ({ location: 'https://captcha.example/check#top' })
    expect((await refusedAt('start')).challengeUri).toMatch(/^https:\/\/captcha\.example\/check\?state=[\w.-]+#top$/)
  })

  it('of another secret or issuer is refused', async () => {
    const state = await stateAt('start')
    const digester = { digest: () => 'another key' }
    const second = world.secondService({ runtime: { ...world.runtime, digester } })
    expect(second.passChallenge(state)).toBeUndefined()
  })
})

describe('a proof', () => {
  it('is good for one passage of two processes', async () => {
    const proof = proofOf(await stateAt('userCode'))
    const second = world.secondService()
    const look = (service: typeof second) =>
      service.lookUp('WDJB-MJHT', base20x8, alice, callOf({ proof }, { ...world, service }))
    const results = await Promise.all([look(world.service), look(second), look(world.service), look(second)])
    expect(results.filter((result) => !isRefused(result))).toHaveLength(1)
  })

  it('of one session is refused in another', async () => {
    const proof = proofOf(await stateAt('userCode'))
    await guess({}, bob)
    expect(isRefused(await guess({ proof }, bob))).toBe(true)
    expect(isRefused(await guess({ proof }, alice))).toBe(false)
  })

  it('of one browser at the sign-in form is refused in another', async () => {
    const proof = proofOf(await stateAt('signIn', { sessionId: 'one' }))
    expect(isRefused(await signIn({ sessionId: 'two', proof }))).toBe(true)
    expect(isRefused(await signIn({ proof }))).toBe(true)
    expect(isRefused(await signIn({ sessionId: 'one', proof }))).toBe(false)
  })

  it('is not used up by a request that no limit refuses', async () => {
    const proof = proofOf(await stateAt('signIn'))
    world.clock.advance(9 * minute)
    await guess({ proof }, bob)
    expect(isRefused(await signIn({ proof }))).toBe(false)
  })

  it('is good once also while the limit store is away', async () => {
    const proof = proofOf(await stateAt('start'))
    store.reserve = async () => raise()
    await start()
    expect(isRefused(await start({ proof }))).toBe(false)
    expect(isRefused(await start({ proof }))).toBe(true)
  })
})

describe('a request that passes', () => {
  it('at a sign-in still has the limits of the account, and they are not shown', async () => {
    const { passwords: usual } = rules
    const strangers = { free: 1, first: day, ceiling: day, remember: day }
    open({ ...rules, passwords: { ...usual, strangers } })
    verdict = () => 'pass'
    const wrong = await signIn()
    await signIn()
    const results = [await signIn({}, passwords.alice), await signIn({}, 'wrong'), await signIn({}, 'wrong', 'nobody')]
    expect(results).toEqual([wrong, wrong, wrong])
    const told = JSON.stringify(asked.map((one) => [one.asked, one.request]))
    expect(told).not.toMatch(/alice|strangers/)
    expect(asked.map((one) => one.asked)).toEqual(
      asked.map(() => ({ surface: 'signIn', prefix: '192.0.2.7/32', because: ['address'] })),
    )
  })

  it('at a sign-in with the right password succeeds', async () => {
    await signIn()
    verdict = () => 'pass'
    const account = await signIn({}, passwords.alice)
    expect(account).toMatchObject({ username: 'alice' })
  })

  it('at a start does not pass the limits of the client and of everybody', async () => {
    open({ ...rules, starts: { perAddress: one, perClient: { burst: 2, every: day }, all: { burst: 9, every: day } } })
    verdict = () => 'pass'
    const words = []
    for (let nth = 0; nth < 4; nth++) words.push(wordFor(await start()))
    expect(words).toEqual(['authorizationStarted', 'authorizationStarted', 'tooManyRequests', 'tooManyRequests'])
    // The fourth is not asked: it is known by then that the client has no start left.
    expect(asked.map((each) => each.asked.because)).toEqual([['address'], ['address']])
  })

  it('with a user code has limits of its own, of the account and of everybody', async () => {
    const { userCodes } = rules
    open({ ...rules, userCodes: { ...userCodes, perAccountAndDay: { burst: 2, every: day } } })
    verdict = () => 'pass'
    const results = []
    for (let count = 0; count < 5; count++) results.push(isRefused(await guess()))
    expect(results).toEqual([false, false, false, true, true])
    // The first refusal follows a challenge. After it, no person is asked for one in vain.
    expect(asked).toHaveLength(3)
    open({ ...rules, userCodes: { ...userCodes, all: { burst: 2, every: day } } })
    const ofAll = []
    for (let count = 0; count < 6; count++) {
      const viewer = { ...alice, subject: count % 2 === 0 ? alice.subject : bob.subject, sessionId: 'one' }
      ofAll.push(isRefused(await guess({}, viewer)))
    }
    expect(ofAll.filter((refused) => !refused).length).toBeLessThanOrEqual(4)
  })

  it('with the right user code gets its try back', async () => {
    const { userCodes } = rules
    open({ ...rules, userCodes: { ...userCodes, perAccountAndDay: { burst: 1, every: day } } })
    verdict = () => 'pass'
    const { userCode } = await world.start()
    await guess()
    for (let count = 0; count < 5; count++) expect((await guess({}, alice, userCode)).kind).toBe('authorizationView')
    expect(isRefused(await guess())).toBe(false)
    expect(isRefused(await guess())).toBe(true)
  })
})

describe('without limits', () => {
  it('the hook is never asked', async () => {
    world = createWorld()
    for (let count = 0; count < 30; count++) await signIn()
    const account = await signIn({}, passwords.alice)
    expect(account !== undefined && isProblem(account)).toBe(false)
    expect(asked).toEqual([])
  })
})
