import { describe, expect, it, vi } from 'vitest'
import { actionsAt, deviceAddress, terms, wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'

const changedAt = (code: string, at: number) => code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1)
const unknownCode = 'x'.repeat(65)

import { digestDeviceCode, digestUserCode } from './codes.js'

describe('one poll', () => {
  it('of a pending code costs exactly one store call', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    const calls = (['create', 'recordPoll', 'find', 'replace'] as const).map((name) => vi.spyOn(world.store, name))
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    expect(calls.map((call) => call.mock.calls.length)).toEqual([0, 1, 0, 0])
  })

  it('of an approved code gives tokens of the approval: subject, scope, resources, sign-in', async () => {
    const world = createWorld()
    const resources = ['https://api.example/', 'https://files.example/']
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'], resources })
    await world.approve(userCode, undefined, ['write'])
    expect(await world.poll(deviceCode)).toEqual({
      kind: 'tokensIssued',
      accessToken: 'access-token-1',
      refreshToken: 'refresh-token-1',
      tokenType: 'Bearer',
      issuedAt: world.clock.now(),
      lifetime: 600_000,
      scope: ['write'],
    })
    expect(world.issuer.grants).toEqual([
      {
        grantId: expect.stringMatching(/^[\w-]{43}$/),
        tokenSetId: expect.stringMatching(/^[\w-]{43}$/),
        occasion: 'deviceCode',
        subject: 'account-alice',
        clientId: 'tv',
        scope: ['write'],
        resources,
        authenticatedAt: 1_767_225_000_000,
      },
    ])
  })

  it('gives no refresh token if the issuer made none', async () => {
    const world = createWorld()
    vi.spyOn(world.issuer, 'issue').mockResolvedValue({ accessToken: 'a', tokenType: 'Bearer', lifetime: 1_000 })
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    expect(await world.poll(deviceCode)).not.toHaveProperty('refreshToken')
  })

  it.each([
    ['recordPoll', 'stores.authorizations.recordPoll failed'],
    ['replace', 'stores.authorizations.replace failed'],
  ] as const)(
    'rejects with a PortFault when the store fails at %s, and the flow continues afterwards',
    async (call, message) => {
      const world = createWorld()
      const { deviceCode, userCode } = await world.start()
      await world.approve(userCode)
      vi.spyOn(world.store, call).mockRejectedValueOnce(new Error('connection refused'))
      const failed = world.poll(deviceCode)
      await expect(failed).rejects.toThrow(PortFault)
      await expect(failed).rejects.toThrow(message)
      expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    },
  )

  it('gives up on a store that refuses every write, instead of trying forever', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    vi.spyOn(world.store, 'replace').mockResolvedValue(false)
    await expect(world.poll(deviceCode)).rejects.toThrow('never settled')
  })
})

describe('the response to a poll', () => {
  it('shows nothing about the state of a code of another client', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const foreign = () => world.poll(deviceCode, { client: { method: 'none', clientId: 'other-tv' } })
    const unknown = await world.poll(unknownCode, { client: { method: 'none', clientId: 'other-tv' } })

    expect(wordFor(unknown)).toBe('unknownDeviceCode')
    expect(await foreign()).toEqual(unknown)
    await world.approve(userCode)
    expect(await foreign()).toEqual(unknown)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(await foreign()).toEqual(unknown)
  })

  it('is invalid_grant for a code of another dialect, and its own dialect can still redeem it', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    const outcome = await world.service.exchangeDeviceCode(
      { operation: 'exchangeDeviceCode', client: { method: 'none', clientId: 'tv' }, deviceCode, resources: [] },
      { ...terms, dialect: 'another' },
      world.service.startCall(deviceAddress),
    )
    expect(wordFor(outcome)).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it.each([
    ['a code that was never issued', () => unknownCode],
    ['an empty code', () => ''],
    ['a code with one character of its name changed', (code: string) => changedAt(code, 0)],
    ['a code with one character of its secret changed', (code: string) => changedAt(code, 22)],
    ['a code with its last character changed', (code: string) => changedAt(code, 64)],
    ['only the name of a code', (code: string) => code.slice(0, 22)],
    ['only the secret of a code', (code: string) => code.slice(22)],
    ['a code without its last character', (code: string) => code.slice(0, -1)],
    ['a code with one more character', (code: string) => `${code}A`],
    ['a code with a line break behind it', (code: string) => `${code}\n`],
    ['a code with a space behind it', (code: string) => `${code} `],
    ['a code with NUL in it', (code: string) => `${code}\0`],
    ['a hundred thousand characters', () => 'x'.repeat(100_000)],
  ])('is invalid_grant for %s', async (_, change) => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    expect(wordFor(await world.poll(change(deviceCode)))).toBe('unknownDeviceCode')
  })

  it('is invalid_grant for the user code and for the stored digest', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    const { digester } = world.runtime
    const stored = digestDeviceCode(digester, deviceCode, { clientId: 'tv', dialect: 'rfc8628' })
    expect(wordFor(await world.poll(userCode))).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(stored))).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(digester.digest('userCode', userCode)))).toBe('unknownDeviceCode')
    const name = digestUserCode(digester, userCode)
    expect(wordFor(await world.poll(name))).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(name + stored))).toBe('unknownDeviceCode')
  })

  it('is invalid_grant for the name of one code with the secret of another', async () => {
    const world = createWorld()
    const [one, other] = [await world.start(), await world.start()]
    await world.approve(one.userCode)
    const mixed = one.deviceCode.slice(0, 22) + other.deviceCode.slice(22)
    expect(wordFor(await world.poll(mixed))).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(one.deviceCode))).toBe('tokensIssued')
  })

  it('asks the store about no text that cannot be a device code', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    const recordPoll = vi.spyOn(world.store, 'recordPoll')
    for (const text of ['', 'abc', 'x'.repeat(43), deviceCode.slice(1), `${deviceCode}A`, 'ä'.repeat(65)]) {
      expect(await world.poll(text)).toEqual(await world.poll(unknownCode))
    }
    expect(recordPoll).toHaveBeenCalledTimes(6)
  })

  it('is access_denied after a denial, each time until the tombstone ends', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.deny(userCode)
    for (const wait of [0, 0, 5 * second, 10 * minute]) {
      world.clock.advance(wait)
      expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    }
    world.clock.advance(10 * minute)
    expect(wordFor(await world.poll(deviceCode))).toBe('unknownDeviceCode')
  })

  it('is invalid_grant from a server with another secret', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    const digester = { digest: (_: string, value: string) => `another-${value}` }
    const stranger = actionsAt(world.secondService({ runtime: { ...world.runtime, digester } }))
    expect(wordFor(await stranger.poll(deviceCode))).toBe('unknownDeviceCode')
  })
})
