import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { alice, bob, personAddress, tokensIn, wordFor, wordForView } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createLastingWorld, createWorld, type LastingWorld } from '../../../test-support/world.js'
import { base20x8 } from '../../machine/user-code.js'
import type { Viewer } from '../../protocol/interaction.js'

// docs/decisions/0016: what a revocation mark means for a person who signs in.

const subject = 'account-alice'

let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld()
})

describe('a login', () => {
  it('is valid one millisecond after the revocation, but not in the same millisecond', async () => {
    await world.service.revokeGrants({ subject })
    expect(await world.isActive(tokensIn(await world.logIn()).accessToken)).toBe(false)
    world.clock.advance(1)
    expect(await world.isActive(tokensIn(await world.logIn()).accessToken)).toBe(true)
  })

  it('with the old password, in progress while the password changes and all grants are revoked, gives no active token', async () => {
    const checked = createDeferred<void>()
    const verify = world.hasher.verify.bind(world.hasher)
    vi.spyOn(world.hasher, 'verify').mockImplementationOnce(async (hash, password) => {
      await checked.promise
      return verify(hash, password)
    })
    const loggingIn = world.logIn({ password: passwords.alice, scope: ['read', 'offline_access'] })
    await everythingElse()
    world.clock.advance(50)
    world.accounts.change(subject, { passwordHash: 'today:the new password of alice' })
    await world.service.revokeGrants({ subject })
    world.clock.advance(50)
    checked.resolve()
    const outcome = await loggingIn
    if (outcome.kind === 'tokensIssued') expect(await world.isActive(outcome.accessToken)).toBe(false)
  })
})

describe('a session with a time in the future', () => {
  it.each([
    ['authenticatedAt', (now: number) => ({ authenticatedAt: now * 1_000 })],
    ['since', (now: number) => ({ authenticatedAt: now, since: now * 1_000 })],
  ])('is valid, and ends with every sign-out like the others: %s', async (_, times) => {
    const viewer = { ...alice, ...times(world.clock.now()) }
    expect(await world.service.isSignedIn(viewer)).toBe(true)
    world.clock.advance(1)
    await world.service.revokeGrants({ subject })
    expect(await world.service.isSignedIn(viewer)).toBe(false)
  })
})

describe('an approval in progress while its account is signed out everywhere', () => {
  const approveWhile = async (viewer: Viewer) => {
    const { deviceCode, userCode } = await world.start()
    const view = await world.service.lookUp(userCode, base20x8, viewer, world.service.startCall(personAddress))
    if (view.kind === 'refusal') throw new Error(`not shown: ${view.code}`)
    const decision = { userCode, ticket: view.ticket, choice: 'approve' } as const
    return {
      deviceCode,
      decide: () => world.service.decide(decision, base20x8, viewer, world.service.startCall(personAddress)),
    }
  }

  it('is withdrawn, at whatever moment that happens', async () => {
    const { deviceCode, decide } = await approveWhile(alice)
    const find = world.accounts.findAccount.bind(world.accounts)
    vi.spyOn(world.accounts, 'findAccount').mockImplementationOnce(async (subject) => {
      const account = await find(subject)
      world.clock.advance(50)
      await world.service.revokeGrants({ subject })
      world.clock.advance(50)
      return account
    })
    expect(wordForView(await decide())).toBe('approved')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })

  it('is withdrawn if that happens after the check of the sign-in and before the decision', async () => {
    const checkedAt = world.clock.now()
    const { deviceCode, decide } = await approveWhile({ ...alice, checkedAt })
    world.clock.advance(50)
    await world.service.revokeGrants({ subject })
    world.clock.advance(50)
    expect(wordForView(await decide())).toBe('approved')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })
})

describe('a session of the built-in page', () => {
  it('ends when the grants of its account are revoked, and a later session is valid', async () => {
    const viewer = { ...alice, authenticatedAt: world.clock.now() }
    expect(await world.service.isSignedIn(viewer)).toBe(true)
    await world.service.revokeGrants({ subject })
    expect(await world.service.isSignedIn(viewer)).toBe(false)
    expect(await world.service.isSignedIn({ ...viewer, authenticatedAt: world.clock.now() + 1 })).toBe(true)
    expect(await world.service.isSignedIn(bob)).toBe(true)
  })

  it('ends with a revocation between its password and its second factor', async () => {
    const since = world.clock.now()
    world.clock.advance(1)
    await world.service.revokeGrants({ subject })
    const authenticatedAt = world.clock.now() + 1
    expect(await world.service.isSignedIn({ ...alice, authenticatedAt })).toBe(true)
    expect(await world.service.isSignedIn({ ...alice, authenticatedAt, since })).toBe(false)
  })

  it('ends with signedOutAt, with families and without them', async () => {
    for (const { accounts, service, clock } of [world, createWorld()]) {
      accounts.change(subject, { signedOutAt: clock.now() })
      expect(await service.isSignedIn({ ...alice, authenticatedAt: clock.now() })).toBe(false)
      expect(await service.isSignedIn({ ...alice, authenticatedAt: clock.now() + 1 })).toBe(true)
    }
  })

  it('does not end when the grants of a client are revoked', async () => {
    await world.service.revokeGrants({ clientId: 'tv' })
    await world.service.revokeGrants({ clientId: 'first-party' })
    expect(await world.service.isSignedIn(alice)).toBe(true)
  })
})
