import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  lastingScope,
  personAddress,
  refreshTokenIn,
  tokensIn,
  wordFor,
  wordForView,
} from '../../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../../test-support/world.js'
import { day, minute } from '../../../machine/time.js'
import type { ApprovalNotice } from '../../../ports/hooks/approval-notice.js'

// What the host gets to tell a person about an approval, and the link that ends it.

let world: LastingWorld
let notices: ApprovalNotice[]
let send: (notice: ApprovalNotice) => void | Promise<void>

beforeEach(() => {
  notices = []
  send = (notice) => {
    notices.push(notice)
  }
  world = createLastingWorld({
    locateAddress: () => ({ name: 'Utrecht' }),
    notices: {
      send: (notice) => send(notice),
      linkLifetime: 7 * day,
      notMeUrl: (dialect, token) => `https://issuer.example/${dialect}/not-me?notice=${token}`,
    },
  })
})

function tokenOf(nth = 0): string {
  return new URL(notices[nth]?.notMeUrl ?? '').searchParams.get('notice') ?? ''
}

const call = () => world.service.startCall(personAddress)
const find = (token: string) => world.service.findNoticedGrant(token, call())
const end = (token: string) => world.service.endNoticedGrant(token, call())
const invalid = { kind: 'refusal', code: 'invalidLink' }

describe('an approval', () => {
  it('goes to the host once, with everything that a mail needs', async () => {
    const { userCode, grantId } = await world.start({ scope: lastingScope, label: 'Kitchen TV' })
    const { ticket } = await world.open(userCode)
    const scope = ['read']
    for (let nth = 0; nth < 2; nth++) await world.decide({ userCode, ticket, choice: 'approve', scope })
    expect(notices).toEqual([
      {
        subject: 'account-alice',
        username: 'alice',
        client: { clientId: 'tv', name: expect.any(String), verified: expect.any(Boolean) },
        requester: { ip: '192.0.2.7', userAgent: 'TV/1.0', label: 'Kitchen TV' },
        location: { name: 'Utrecht' },
        scope,
        approvedAt: world.clock.now(),
        grantId,
        notMeUrl: expect.stringContaining('https://issuer.example/rfc8628/not-me?notice='),
        notMeUntil: world.clock.now() + 7 * day,
      },
    ])
    expect(JSON.stringify(world.events)).not.toContain(tokenOf())
  })

  it('goes to no host if the person denies', async () => {
    const { userCode } = await world.start()
    await world.deny(userCode)
    expect(notices).toEqual([])
  })

  it('stands if the host fails, and the fault is reported', async () => {
    send = () => Promise.reject(new Error('no mail server'))
    const { userCode, deviceCode } = await world.start()
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('approved')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.faults.map(({ during }) => during)).toEqual(['telling a person about an approval'])
  })
})

describe('the link "this was not me"', () => {
  it('does not say that all is over if the device got a newer grant in place of this one', async () => {
    const refreshToken = refreshTokenIn(await world.link({ scope: lastingScope }))
    const { userCode, deviceCode } = await world.start({ refreshToken })
    await world.approve(userCode)
    const newer = tokensIn(await world.poll(deviceCode))
    expect([await find(tokenOf(0)), await end(tokenOf(0))]).toEqual(['replaced', 'replaced'])
    expect(await world.isActive(newer.accessToken)).toBe(true)
    expect(await end(tokenOf(1))).toBe('ended')
    expect(await world.isActive(newer.accessToken)).toBe(false)
  })

  it('ends the grant that the approval would replace too, before the device has fetched the new one', async () => {
    const refreshToken = refreshTokenIn(await world.link({ scope: lastingScope }))
    const { userCode, deviceCode } = await world.start({ refreshToken })
    await world.approve(userCode)
    const { store } = world
    const outage = vi.spyOn(store, 'replace').mockRejectedValue(new Error('the store is down'))
    await expect(end(tokenOf(1))).rejects.toThrow()
    outage.mockRestore()
    expect(await end(tokenOf(1))).toBe('ended')
    expect(wordFor(await world.refresh(refreshToken))).toBe('invalidRefreshToken')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })

  it('shows the device, and changes nothing, however often it is opened', async () => {
    const tokens = await world.link({ scope: lastingScope })
    for (let nth = 0; nth < 3; nth++) {
      expect(await find(tokenOf())).toMatchObject({ kind: 'noticedGrant', client: { clientId: 'tv' } })
    }
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    expect(world.eventsOf('phishingReported')).toEqual([])
  })

  it('ends the grant, reports it once, and no other grant of the account', async () => {
    const tokens = await world.link({ scope: lastingScope })
    const other = await world.link({ scope: lastingScope })
    expect(await end(tokenOf())).toBe('ended')
    expect(await end(tokenOf())).toBe('over')
    expect(await find(tokenOf())).toBe('over')
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
    expect(await world.isActive(other.accessToken)).toBe(true)
    expect(world.eventsOf('phishingReported')).toMatchObject([
      {
        stage: 'grant',
        subject: 'account-alice',
        clientId: 'tv',
        requester: { ip: '192.0.2.7' },
        ip: personAddress.ip,
      },
    ])
  })

  it('withdraws an approval that no device has fetched yet', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    expect(await end(tokenOf())).toBe('ended')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(world.eventsOf('phishingReported')).toHaveLength(1)
    expect(await end(tokenOf())).toBe('over')
  })

  it('ends a grant also between the claim and the tokens of a redemption', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    const issue = world.issuer.issue.bind(world.issuer)
    vi.spyOn(world.issuer, 'issue').mockImplementationOnce(async (grant) => {
      expect(await end(tokenOf())).toBe('ended')
      return issue(grant)
    })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(wordFor(await world.poll(deviceCode))).not.toBe('tokensIssued')
    expect(await world.devices()).toEqual([])
    expect(world.eventsOf('phishingReported')).toHaveLength(1)
  })

  it('has an end whether the device or the person is faster', async () => {
    for (let nth = 0; nth < 20; nth++) {
      const { deviceCode, userCode } = await world.start({ scope: lastingScope })
      await world.approve(userCode)
      const [polled, ended] = await Promise.all([world.poll(deviceCode), end(tokenOf(nth))])
      expect(ended).toBe('ended')
      if (wordFor(polled) === 'tokensIssued') expect(await world.isActive(tokensIn(polled).accessToken)).toBe(false)
    }
    expect(await world.devices()).toEqual([])
  })

  it('works until its end, and without a sign-in', async () => {
    await world.link({ scope: lastingScope })
    world.clock.advance(7 * day - 1)
    expect(await find(tokenOf())).toMatchObject({ kind: 'noticedGrant' })
    world.clock.advance(1)
    expect(await find(tokenOf())).toEqual(invalid)
    expect(await end(tokenOf())).toEqual(invalid)
  })

  it('is refused if it was changed, cut short or made by somebody else', async () => {
    await world.link({ scope: lastingScope })
    const token = tokenOf()
    const wrong = [
      '',
      'x',
      token.slice(0, -4),
      `${token}AAAA`,
      `B${token.slice(1)}`,
      token.toUpperCase(),
      'x'.repeat(100_000),
    ]
    for (const one of wrong) expect(await end(one)).toEqual(invalid)
    const sealed = world.runtime.sealer.seal('another purpose', JSON.stringify(['g', 'u', world.clock.now() + minute]))
    expect(await end(sealed)).toEqual(invalid)
  })

  it('says nothing to who reads it', async () => {
    const { userCode, grantId } = await world.start()
    await world.approve(userCode)
    for (const text of [userCode, grantId, 'alice', 'tv"']) expect(tokenOf()).not.toContain(text)
  })
})
