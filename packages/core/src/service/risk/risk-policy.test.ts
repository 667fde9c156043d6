import { describe, expect, it } from 'vitest'
import { alice, deviceAddress, lastingScope, personAddress, tokensIn } from '../../../test-support/device.js'
import { createLastingWorld, createWorld } from '../../../test-support/world.js'
import type { RiskAssessment } from '../../machine/risk/assessment.js'
import { day, minute } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { DecideFacts, RiskPolicy, StartFacts, ViewFacts } from '../../ports/hooks/risk-policy.js'
import { createService } from '../create-service.js'

const allow: RiskAssessment = { verdict: 'allow' }
const narrow: RiskAssessment = { verdict: 'allow', narrowScope: ['read', 'admin'] }
const deny: RiskAssessment = { verdict: 'deny', reasons: [{ code: 'blocked', text: 'This network is blocked.' }] }

/** A world with this policy, and a device that waits in it. */
async function waiting(riskPolicy: RiskPolicy) {
  const world = createLastingWorld({ riskPolicy })
  const { userCode, deviceCode } = await world.start({ scope: lastingScope })
  return {
    ...world,
    userCode,
    poll: () => world.poll(deviceCode),
    async decideAs(choice: 'approve' | 'deny', scope?: readonly string[], viewer = alice) {
      const { ticket } = await world.open(userCode, viewer)
      return world.decide({ userCode, ticket, choice, ...(scope && { scope }) }, viewer)
    },
  }
}

describe('the risk policy at a start', () => {
  it('XD02: refuses codes to a device, stores nothing, and gives back its try', async () => {
    const world = createWorld({ riskPolicy: { onStart: () => deny } })
    expect(await world.tryToStart()).toMatchObject({ kind: 'problem', code: 'accessDenied' })
    expect(world.eventsOf('authorizationIssued')).toEqual([])
    expect(world.eventsOf('riskAssessed')).toMatchObject([
      { moment: 'start', verdict: 'deny', reasons: ['blocked'], clientId: 'tv', ip: deviceAddress.ip },
    ])
  })

  it('learns the client and the device, and no code', async () => {
    const seen: StartFacts[] = []
    const onStart = (facts: StartFacts) => {
      seen.push(facts)
      return allow
    }
    const world = createWorld({ riskPolicy: { onStart }, locateAddress: () => ({ name: 'Berlin', region: 'DE' }) })
    await world.start({ scope: ['read'], label: 'Laptop' })
    expect(seen).toEqual([
      {
        client: { clientId: 'tv', name: expect.any(String), verified: expect.any(Boolean), authenticated: false },
        dialect: 'rfc8628',
        scope: ['read'],
        resources: [],
        requester: {
          ...deviceAddress,
          label: 'Laptop',
          network: '192.0.2.0/24',
          location: { name: 'Berlin', region: 'DE' },
        },
      },
    ])
  })

  it('narrows what the device asks for, and refuses it if nothing is left', async () => {
    const world = await waiting({ onStart: () => ({ verdict: 'allow', narrowScope: ['read', 'admin'] }) })
    expect(await world.open(world.userCode)).toMatchObject({ scope: ['read'] })
    const none = createWorld({ riskPolicy: { onStart: () => ({ verdict: 'allow', narrowScope: [] }) } })
    expect(await none.tryToStart({ scope: ['read'] })).toMatchObject({ code: 'accessDenied' })
  })

  it('keeps a warning for the page and a fresh sign-in for the decision, also without a policy there', async () => {
    const world = await waiting({ onStart: () => ({ verdict: 'stepUp', reasons: [{ code: 'new', text: 'New.' }] }) })
    const { lookUp, decide } = world.service
    const later = createService(withoutPolicy(world.parts))
    for (const show of [lookUp, later.lookUp]) {
      expect(await show(world.userCode, base20x8, alice)).toMatchObject({
        risk: { verdict: 'stepUp', needsSignIn: true, texts: ['New.'] },
      })
    }
    const { ticket } = await world.open(world.userCode)
    const request = { userCode: world.userCode, ticket, choice: 'approve' } as const
    for (const attempt of [decide, later.decide]) {
      expect(await attempt(request, base20x8, alice)).toMatchObject({ code: 'staleSignIn', maxAge: 5 * minute })
    }
  })

  it.each<[string, RiskPolicy['onStart']]>([
    ['fails', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise(() => {})],
    ['returns nothing', () => JSON.parse('null')],
    ['returns another word', () => JSON.parse('{"verdict":"maybe"}')],
    ['returns a wrong lifetime', () => ({ verdict: 'allow', lifetimes: { accessLifetime: 0.5 } })],
    ['returns a misspelled member', () => JSON.parse('{"verdict":"allow","narrowscope":["read"]}')],
    ['returns a lifetime in the wrong place', () => JSON.parse('{"verdict":"allow","accessLifetime":60000}')],
    ['returns a misspelled lifetime', () => JSON.parse('{"verdict":"allow","lifetimes":{"accesslifetime":60000}}')],
    ['returns a misspelled text', () => JSON.parse('{"verdict":"allow","reasons":[{"code":"far","txt":"Far."}]}')],
    ['returns a reason with a line break', () => ({ verdict: 'allow', reasons: [{ code: 'a\nb' }] })],
  ])('gives no codes if it %s', async (_, onStart) => {
    const world = createWorld({ riskPolicy: onStart === undefined ? {} : { onStart }, timeout: 50 })
    await expect(world.tryToStart()).rejects.toMatchObject({ operation: 'riskPolicy.onStart' })
    expect(world.eventsOf('authorizationIssued')).toEqual([])
  })
})

describe('the risk policy at a look-up', () => {
  it('XD02: learns both parties and their proximity, and no code or ticket', async () => {
    const seen: ViewFacts[] = []
    const onView = (facts: ViewFacts) => {
      seen.push(facts)
      return allow
    }
    const world = await waiting({ onView })
    world.clock.advance(1 * minute)
    await world.open(world.userCode, { ...alice, authenticatedAt: world.clock.now() - 5_000, knownBrowser: true })
    expect(seen).toMatchObject([
      {
        requester: { ip: deviceAddress.ip, network: '192.0.2.0/24' },
        viewer: { subject: alice.subject, ...personAddress, sessionAge: 5_000, knownBrowser: true },
        proximity: 'far',
        requestedAt: world.clock.now() - 1 * minute,
      },
    ])
    expect(JSON.stringify(seen)).not.toContain(world.userCode)
  })

  it('XD02: shows the whole request if it leaves nothing of it, and nothing can be approved', async () => {
    const world = await waiting({ onView: () => ({ verdict: 'allow', narrowScope: ['other'] }) })
    expect(await world.open(world.userCode)).toMatchObject({ scope: lastingScope, risk: { verdict: 'deny' } })
    expect(await world.decideAs('approve')).toMatchObject({ status: 'denied' })
  })

  it('takes the network of a person as unknown if everybody has the address of a proxy', async () => {
    const proximities: string[] = []
    const onView = ({ proximity }: ViewFacts) => {
      proximities.push(proximity)
      return allow
    }
    const { service, userCode } = await waiting({ onView })
    const call = service.startCall({ ip: deviceAddress.ip, addressIsShared: true })
    await service.lookUp(userCode, base20x8, alice, call)
    expect(proximities).toEqual(['unknown'])
  })

  it('takes equal names of places as one region if the host gives no keys', async () => {
    const proximities: string[] = []
    const onView = ({ proximity }: ViewFacts) => {
      proximities.push(proximity)
      return allow
    }
    for (const name of ['Berlin', { en: 'Munich', de: 'München' }]) {
      const world = createWorld({ riskPolicy: { onView }, locateAddress: () => ({ name }) })
      await world.open((await world.start()).userCode)
    }
    expect(proximities).toEqual(['sameRegion', 'sameRegion'])
  })

  it.each<[string, RiskPolicy['onView']]>([
    ['fails', () => Promise.reject(new Error('down'))],
    ['returns nothing', () => JSON.parse('null')],
  ])('shows the request with a warning if it %s, so that the person can deny, and cannot approve', async (_, on) => {
    const world = await waiting(on === undefined ? {} : { onView: on })
    expect(await world.open(world.userCode)).toMatchObject({ risk: { verdict: 'warn', isChecked: false } })
    expect(world.faults).toHaveLength(1)
    await expect(world.decideAs('approve')).rejects.toMatchObject({ operation: 'riskPolicy.onView' })
    expect(await world.poll()).toMatchObject({ code: 'authorizationPending' })
    expect(await world.decideAs('deny')).toMatchObject({ status: 'denied' })
  })
})

describe('the risk policy at a decision', () => {
  it.each<[string, RiskPolicy]>([
    ['onDecide', { onDecide: () => deny }],
    ['onView', { onView: () => deny }],
  ])('XD02: %s denies an approval, says why, and the device hears access_denied', async (_, policy) => {
    const world = await waiting(policy)
    expect(await world.decideAs('approve')).toEqual({
      kind: 'decisionMade',
      status: 'denied',
      refused: { texts: ['This network is blocked.'] },
    })
    expect(await world.poll()).toMatchObject({ code: 'accessDenied' })
    expect(world.eventsOf('authorizationApproved')).toEqual([])
    expect(world.eventsOf('authorizationDenied')).toHaveLength(1)
    expect(world.eventsOf('riskAssessed').at(-1)).toMatchObject({
      moment: 'decide',
      verdict: 'deny',
      reasons: ['blocked'],
      proximity: 'far',
      subject: alice.subject,
    })
  })

  it('is not asked about a denial, and the device hears it', async () => {
    const world = await waiting({ onDecide: () => Promise.reject(new Error('down')) })
    expect(await world.decideAs('deny')).toEqual({ kind: 'decisionMade', status: 'denied' })
    expect(await world.poll()).toMatchObject({ code: 'accessDenied' })
  })

  it('XD02: asks for a fresh sign-in, decides nothing before it, and approves after it', async () => {
    const world = await waiting({ onDecide: () => ({ verdict: 'stepUp' }) })
    const signedInAt = (authenticatedAt: number) => ({ ...alice, authenticatedAt })
    const now = world.clock.now()
    const old = signedInAt(now - 5 * minute - 1)
    expect(await world.decideAs('approve', undefined, old)).toMatchObject({ code: 'staleSignIn', maxAge: 5 * minute })
    expect(await world.poll()).toMatchObject({ code: 'authorizationPending' })
    expect(await world.decideAs('approve', undefined, signedInAt(now + minute + 1))).toMatchObject({
      code: 'staleSignIn',
    })
    expect(await world.decideAs('approve', undefined, signedInAt(now - 5 * minute))).toMatchObject({
      status: 'approved',
    })
  })

  it('learns what the person wants to grant', async () => {
    const seen: DecideFacts[] = []
    const onDecide = (facts: DecideFacts) => {
      seen.push(facts)
      return allow
    }
    const world = await waiting({ onDecide })
    await world.decideAs('approve', ['read'])
    expect(seen).toMatchObject([{ scope: lastingScope, chosenScope: ['read'], proximity: 'far' }])
  })

  it('narrows what the page offers and what can be approved, and a double click stays one approval', async () => {
    const onView = () => ({ verdict: 'allow', narrowScope: ['read', 'offline_access', 'admin'] }) as const
    const world = await waiting({ onView })
    const { ticket, scope } = await world.open(world.userCode)
    expect(scope).toEqual(['read', 'offline_access'])
    const request = { userCode: world.userCode, ticket, choice: 'approve' } as const
    expect(await world.decide({ ...request, scope: ['write'] })).toMatchObject({ code: 'invalidScope' })
    expect(await world.decide({ ...request, scope: ['admin'] })).toMatchObject({ code: 'invalidScope' })
    expect(await world.decide(request)).toEqual({ kind: 'decisionMade', status: 'approved' })
    expect(await world.decide(request)).toEqual({ kind: 'decisionMade', status: 'approved' })
    expect(tokensIn(await world.poll())).toMatchObject({ scope: ['read', 'offline_access'] })
  })

  it.each<[string, RiskPolicy]>([
    ['onDecide', { onDecide: () => narrow }],
    ['onView', { onView: () => narrow }],
  ])('cuts the choice of the person to what %s leaves, and a double click stays one approval', async (_, policy) => {
    const world = await waiting({ onView: () => allow })
    const { ticket, scope } = await world.open(world.userCode)
    const { decide } = world.secondService({ riskPolicy: policy })
    const approve = (chosen: readonly string[]) =>
      decide({ userCode: world.userCode, ticket, choice: 'approve', scope: chosen }, base20x8, alice)
    expect(await approve([...scope, 'admin'])).toMatchObject({ code: 'invalidScope' })
    expect(await approve([])).toMatchObject({ code: 'emptyScope' })
    expect(await approve(scope)).toEqual({ kind: 'decisionMade', status: 'approved' })
    expect(await approve(scope)).toEqual({ kind: 'decisionMade', status: 'approved' })
    expect(await approve([...scope, 'admin'])).toMatchObject({ code: 'invalidTicket' })
    expect(tokensIn(await world.poll())).toMatchObject({ scope: ['read'] })
  })

  it('denies an approval of which onDecide leaves nothing', async () => {
    const world = await waiting({ onDecide: () => narrow })
    expect(await world.decideAs('approve', ['write'])).toMatchObject({ status: 'denied', refused: {} })
    expect(world.eventsOf('riskAssessed').at(-1)).toMatchObject({ verdict: 'deny', reasons: ['no_scope_left'] })
    expect(await world.poll()).toMatchObject({ code: 'accessDenied' })
  })

  it('shortens the lifetimes of one grant, also after a refresh', async () => {
    const onStart = () => ({ verdict: 'allow', lifetimes: { refreshLifetime: 1 * day } }) as const
    const onDecide = () =>
      ({ verdict: 'warn', lifetimes: { accessLifetime: 1 * minute, refreshLifetime: 2 * day } }) as const
    const world = await waiting({ onStart, onDecide })
    await world.decideAs('approve')
    const { refreshToken = '', refreshLifetime } = tokensIn(await world.poll())
    expect(refreshLifetime).toBe(1 * day)
    expect((await world.stored(refreshToken)).family).toMatchObject({
      lifetimes: { accessLifetime: 1 * minute, refreshLifetime: 1 * day },
    })
    world.clock.advance(12 * 60 * minute)
    const next = tokensIn(await world.refresh(refreshToken))
    expect(world.issuer.grants.map(({ longestLifetime }) => longestLifetime)).toEqual([1 * minute, 1 * minute])
    world.clock.advance(12 * 60 * minute)
    expect(await world.refresh(next.refreshToken ?? '')).toMatchObject({ code: 'invalidRefreshToken' })
  })

  it('reports an issuer that makes tokens for longer than it may', async () => {
    const world = await waiting({ onDecide: () => ({ verdict: 'allow', lifetimes: { accessLifetime: 1_000 } }) })
    await world.decideAs('approve')
    expect(tokensIn(await world.poll()).lifetime).toBeGreaterThan(1_000)
    expect(world.faults.map(({ fault }) => String(fault))).toEqual([expect.stringContaining('longestLifetime')])
  })

  it.each<[string, RiskPolicy['onDecide']]>([
    ['fails', () => Promise.reject(new Error('down'))],
    ['returns nothing', () => JSON.parse('null')],
    ['returns a misspelled member', () => JSON.parse('{"verdict":"allow","narrowscope":["read"],"lifetime":5}')],
  ])('decides nothing if it %s, and the person may try again', async (_, onDecide) => {
    const world = await waiting(onDecide === undefined ? {} : { onDecide })
    await expect(world.decideAs('approve')).rejects.toMatchObject({ operation: 'riskPolicy.onDecide' })
    expect(await world.poll()).toMatchObject({ code: 'authorizationPending' })
    const { decide } = world.secondService({ riskPolicy: { onDecide: () => allow } })
    const { ticket } = await world.open(world.userCode)
    const request = { userCode: world.userCode, ticket, choice: 'approve' } as const
    expect(await decide(request, base20x8, alice)).toMatchObject({ status: 'approved' })
  })

  it('is not asked by polls', async () => {
    const asked: string[] = []
    const note = (moment: string) => () => {
      asked.push(moment)
      return allow
    }
    const world = await waiting({ onStart: note('start'), onView: note('view'), onDecide: note('decide') })
    await world.poll()
    expect(asked).toEqual(['start'])
    await world.decideAs('approve')
    await world.poll()
    expect(asked).toEqual(['start', 'view', 'view', 'decide'])
  })
})

function withoutPolicy({ riskPolicy: _, ...rest }: ReturnType<typeof createWorld>['parts']) {
  return rest
}
