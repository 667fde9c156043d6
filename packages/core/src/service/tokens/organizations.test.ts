import { describe, expect, it } from 'vitest'
import { alice, bob, deviceAddress, personAddress, terms, wordFor, wordForView } from '../../../test-support/device.js'
import { FakeAccounts } from '../../../test-support/fake-ports.js'
import { createLastingWorld } from '../../../test-support/world.js'
import { base20x8 } from '../../machine/user-code.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Organizations } from '../../protocol/organization.js'
import { isProblem } from '../../protocol/problem.js'
import { PortFault } from '../call/faults.js'

// The organizations of an account, in a dialect that lists them: which are in the response, and which one a token is
// for.

const acme = { key: 'acme', name: 'Acme' }
const globex = { key: 'globex', name: 'Globex' }
const listing = { ...terms, organizations: true }
const client = { method: 'none', clientId: 'tv' } as const

/** A directory in which a test changes the organizations of people. */
class OrganisedAccounts extends FakeAccounts {
  readonly organizations = new Map<string, Organizations>([
    [alice.subject, { all: [acme, globex], chosen: acme }],
    [bob.subject, { all: [] }],
  ])
  readonly asked: string[] = []
  failing = false

  async findOrganizations(subject: string): Promise<Organizations> {
    this.asked.push(subject)
    if (this.failing) throw new Error('the directory is down')
    return this.organizations.get(subject) ?? { all: [] }
  }
}

function createOrganisedWorld(organised = listing) {
  const accounts = new OrganisedAccounts()
  const world = createLastingWorld({ accounts, organizationDialects: organised.organizations ? [terms.dialect] : [] })
  const { service, start, issuer } = world
  const decide = async (
    userCode: string,
    organization?: string,
    viewer: Viewer = alice,
    choice = 'approve' as const,
  ) => {
    const view = await service.lookUp(userCode, base20x8, viewer, service.startCall(personAddress))
    if (view.kind === 'refusal') throw new Error(`not shown: ${view.code}`)
    const chosen = organization === undefined ? {} : { organization }
    const request = { userCode, ticket: view.ticket, choice, ...chosen }
    return service.decide(request, base20x8, viewer, service.startCall(personAddress))
  }
  const poll = (deviceCode: string) =>
    service.exchangeDeviceCode(
      { operation: 'exchangeDeviceCode', client, deviceCode, resources: [] },
      organised,
      service.startCall(deviceAddress),
    )
  const refresh = (refreshToken: string) =>
    service.exchangeRefreshToken(
      { operation: 'exchangeRefreshToken', client, refreshToken, resources: [] },
      organised,
      service.startCall(deviceAddress),
    )
  const begin = () => start({ scope: ['read', 'offline_access'] })
  const issuedFor = () => issuer.grants.at(-1)?.organization
  return { ...world, accounts, decide, poll, refresh, begin, issuedFor }
}

const organizationsOf = (outcome: Awaited<ReturnType<ReturnType<typeof createOrganisedWorld>['poll']>>) => {
  if (isProblem(outcome)) throw new Error(`no tokens: ${outcome.code}`)
  return outcome.organizations
}

describe('a dialect without organizations', () => {
  it('looks up none, returns none and puts none into a token', async () => {
    const { accounts, begin, decide, poll, issuedFor } = createOrganisedWorld({ ...listing, organizations: false })
    const { deviceCode, userCode } = await begin()
    expect(wordForView(await decide(userCode, 'acme'))).toBe('invalidOrganization')
    expect(wordForView(await decide(userCode))).toBe('approved')
    expect(organizationsOf(await poll(deviceCode))).toBeUndefined()
    expect([issuedFor(), accounts.asked]).toEqual([undefined, []])
  })
})

describe('a dialect with organizations', () => {
  it('returns all of them, and the usual one if the person chose none', async () => {
    const { begin, decide, poll, issuedFor } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode)
    expect(organizationsOf(await poll(deviceCode))).toEqual({ all: [acme, globex], chosen: acme })
    expect(issuedFor()).toBe('acme')
  })

  it('returns the chosen one up to the end of the grant', async () => {
    const { begin, decide, poll, refresh, issuedFor } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode, 'globex')
    const response = await poll(deviceCode)
    expect([organizationsOf(response), issuedFor()]).toEqual([{ all: [acme, globex], chosen: globex }, 'globex'])
    const refreshed = await refresh((!isProblem(response) && response.refreshToken) || '')
    expect([organizationsOf(refreshed), issuedFor()]).toEqual([{ all: [acme, globex], chosen: globex }, 'globex'])
  })

  it('returns no chosen one for an account that has none, or has no usual one', async () => {
    const { accounts, begin, decide, poll, issuedFor } = createOrganisedWorld()
    for (const listed of [{ all: [] }, { all: [acme] }]) {
      accounts.organizations.set(bob.subject, listed)
      const { deviceCode, userCode } = await begin()
      await decide(userCode, undefined, bob)
      expect([organizationsOf(await poll(deviceCode)), issuedFor()]).toEqual([listed, undefined])
    }
  })

  it('returns an empty list if the directory knows none', async () => {
    const { service, start, approve } = createLastingWorld({ organizationDialects: [terms.dialect] })
    const { deviceCode, userCode } = await start()
    await approve(userCode)
    const command = { operation: 'exchangeDeviceCode', client, deviceCode, resources: [] } as const
    expect(await service.exchangeDeviceCode(command, listing)).toMatchObject({ organizations: { all: [] } })
  })

  it('returns them at a login too', async () => {
    const { service, issuedFor } = createOrganisedWorld()
    const login = { operation: 'logIn', username: 'alice', password: 'correct horse battery' } as const
    const response = await service.passwordLogin?.logIn(login, listing, service.startCall(personAddress))
    expect(response).toMatchObject({ organizations: { all: [acme, globex], chosen: acme } })
    expect(issuedFor()).toBe('acme')
  })
})

describe('a person who leaves the organization of a grant', () => {
  const left = { all: [acme], chosen: acme }

  it.each([
    ['that the person chose', 'globex', left],
    ['that the person chose, and has none then', 'globex', { all: [] }],
    ['that was the usual one', undefined, { all: [globex], chosen: globex }],
  ])('%s, gets no further tokens: the grant is for no other organization', async (_, organization, now) => {
    const { accounts, begin, decide, poll, refresh, issuer, eventsOf } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode, organization)
    const response = await poll(deviceCode)
    const refreshToken = (!isProblem(response) && response.refreshToken) || ''
    accounts.organizations.set(alice.subject, now)
    expect(wordFor(await refresh(refreshToken))).toBe('invalidRefreshToken')
    expect(eventsOf('grantEnded')).toMatchObject([{ reason: 'inactive' }])
    expect(issuer.grants).toHaveLength(1)
  })

  it('before the device fetches its tokens, loses the approval', async () => {
    const { accounts, begin, decide, poll, issuer, eventsOf } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode, 'globex')
    accounts.organizations.set(alice.subject, left)
    expect(wordFor(await poll(deviceCode))).toBe('accessDenied')
    expect(eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(issuer.grants).toHaveLength(0)
  })

  it('that was the usual one, before the device fetches its tokens, loses the approval too', async () => {
    const { accounts, begin, decide, poll, issuer } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode)
    accounts.organizations.set(alice.subject, { all: [globex], chosen: globex })
    expect(wordFor(await poll(deviceCode))).toBe('accessDenied')
    expect(issuer.grants).toHaveLength(0)
  })
})

describe('the organization of an approval is fixed at the approval', () => {
  const other = { all: [acme, globex], chosen: globex }

  it('and stored with it: a later change of the usual one has no effect', async () => {
    const { accounts, begin, decide, poll, refresh, issuedFor } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    await decide(userCode)
    accounts.organizations.set(alice.subject, other)
    const response = await poll(deviceCode)
    expect([organizationsOf(response), issuedFor()]).toEqual([{ all: [acme, globex], chosen: acme }, 'acme'])
    const refreshed = await refresh((!isProblem(response) && response.refreshToken) || '')
    expect([organizationsOf(refreshed), issuedFor()]).toEqual([{ all: [acme, globex], chosen: acme }, 'acme'])
  })

  it('so a grant without one never gains one, at the first tokens or at a refresh', async () => {
    const { accounts, begin, decide, poll, refresh, issuedFor } = createOrganisedWorld()
    accounts.organizations.set(alice.subject, { all: [acme] })
    const { deviceCode, userCode } = await begin()
    await decide(userCode)
    accounts.organizations.set(alice.subject, other)
    const response = await poll(deviceCode)
    expect([organizationsOf(response), issuedFor()]).toEqual([{ all: [acme, globex] }, undefined])
    const refreshed = await refresh((!isProblem(response) && response.refreshToken) || '')
    expect([organizationsOf(refreshed), issuedFor()]).toEqual([{ all: [acme, globex] }, undefined])
  })

  it('and a double click is one decision, even if the usual one changes in between', async () => {
    const { accounts, begin, service, poll, issuedFor } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    const view = await service.lookUp(userCode, base20x8, alice, service.startCall(personAddress))
    const ticket = view.kind === 'refusal' ? '' : view.ticket
    const click = () =>
      service
        .decide({ userCode, ticket, choice: 'approve' }, base20x8, alice, service.startCall(personAddress))
        .then(wordForView)
    expect(await click()).toBe('approved')
    accounts.organizations.set(alice.subject, other)
    expect(await click()).toBe('approved')
    await poll(deviceCode)
    expect(issuedFor()).toBe('acme')
  })

  it('and that of a login at the login: a refresh does not change it', async () => {
    const { accounts, service, issuedFor } = createOrganisedWorld()
    const logIn = async () => {
      const asked = { username: 'alice', password: 'correct horse battery', scope: ['read', 'offline_access'] }
      const response = await service.passwordLogin?.logIn(
        { operation: 'logIn', ...asked },
        listing,
        service.startCall(personAddress),
      )
      return (response !== undefined && !isProblem(response) && response.refreshToken) || ''
    }
    const firstParty = { method: 'none', clientId: 'first-party' } as const
    const renew = (refreshToken: string) =>
      service.exchangeRefreshToken(
        { operation: 'exchangeRefreshToken', client: firstParty, refreshToken, resources: [] },
        listing,
        service.startCall(personAddress),
      )
    const token = await logIn()
    accounts.organizations.set(alice.subject, { all: [acme] })
    const forNone = await logIn()
    accounts.organizations.set(alice.subject, other)
    expect([organizationsOf(await renew(token)), issuedFor()]).toEqual([{ all: [acme, globex], chosen: acme }, 'acme'])
    expect([organizationsOf(await renew(forNone)), issuedFor()]).toEqual([{ all: [acme, globex] }, undefined])
  })
})

describe('the decision', () => {
  it('shows the organizations to choose from, with the usual one', async () => {
    const { begin, service } = createOrganisedWorld()
    const { userCode } = await begin()
    const view = await service.lookUp(userCode, base20x8, alice, service.startCall(personAddress))
    expect(view).toMatchObject({ organizations: { all: [acme, globex], chosen: acme } })
    expect(await service.lookUp(userCode, base20x8, bob, service.startCall(personAddress))).toMatchObject({
      organizations: { all: [] },
    })
  })

  it.each([
    ['an unknown organization', 'umbrella', alice],
    ['one of another person', 'acme', bob],
    ['a name instead of a key', 'Acme', alice],
    ['the empty key', '', alice],
  ])('for %s is refused and changes nothing', async (_, organization, viewer) => {
    const { begin, decide, poll, eventsOf } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    expect(wordForView(await decide(userCode, organization, viewer))).toBe('invalidOrganization')
    expect(wordFor(await poll(deviceCode))).toBe('authorizationPending')
    expect(eventsOf('authorizationApproved')).toEqual([])
    expect(wordForView(await decide(userCode, undefined, viewer))).toBe('approved')
  })
})

describe('a directory that fails', () => {
  it('causes a fault for the person and for the device, and neither the code nor the approval is lost', async () => {
    const { accounts, begin, decide, poll, refresh } = createOrganisedWorld()
    const { deviceCode, userCode } = await begin()
    accounts.failing = true
    await expect(decide(userCode, 'globex')).rejects.toBeInstanceOf(PortFault)
    accounts.failing = false
    await decide(userCode, 'globex')
    accounts.failing = true
    await expect(poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    accounts.failing = false
    const response = await poll(deviceCode)
    expect(organizationsOf(response)).toMatchObject({ chosen: globex })
    const refreshToken = (!isProblem(response) && response.refreshToken) || ''
    accounts.failing = true
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(PortFault)
    accounts.failing = false
    expect(wordFor(await refresh(refreshToken))).toBe('tokensIssued')
  })
})
