import { expect, it } from 'vitest'
import {
  atOnce,
  describeOnEveryGround,
  farAddress,
  introspect,
  inWorld,
  logIn,
  poll,
  post,
  retryAfterOf,
  signIn,
  start,
  startCode,
  statusesOf,
  times,
  wrongCode,
} from './people.js'

const unknown = 'x'.repeat(43)
const minute = 60_000

describeOnEveryGround('an address', (ground) => {
  it('is one /64 of IPv6, and then one /48', { tags: ['thorough'] }, () =>
    inWorld(ground, {}, async (world) => {
      const hex = (nth: number) => nth.toString(16)
      const oneHost = await times(2_000, (nth) => logIn(world, `2001:db8:1:1::${hex(nth)}`, `person-${nth}`, 'wrong'))
      expect(statusesOf(oneHost)).toEqual({ 400: 20, 429: 1_980 })
      const oneSite = await times(2_000, (nth) => logIn(world, `2001:db8:2:${hex(nth)}::1`, `nobody-${nth}`, 'wrong'))
      expect(statusesOf(oneSite)).toEqual({ 400: 100, 429: 1_900 })
      expect((await logIn(world, '2001:db8:3::1', 'person-0')).status).toBe(200)
    }),
  )

  it('is one /32 of IPv4, and then one /24', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await times(250, (nth) => logIn(world, `198.51.100.${nth}`, `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 160, 429: 90 })
      expect((await logIn(world, '198.51.101.1', 'person-0')).status).toBe(200)
    }))

  it('of IPv4 is the same when it is written as one of IPv6', () =>
    inWorld(ground, {}, async (world) => {
      const spelled = ['1.2.3.4', '::ffff:1.2.3.4', '::FFFF:102:304', '[::ffff:1.2.3.4]:443']
      const guesses = await times(40, (nth) => logIn(world, spelled[nth % 4] ?? '', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 20, 429: 20 })
    }))

  it('of 500 devices never hears 429 from their polls', { tags: ['thorough'] }, () =>
    inWorld(ground, {}, async (world) => {
      world.host.changeClient('fake-cli', { startsPerAddress: 500 })
      const codes = await times(500, () => startCode(world, '198.51.100.1'))
      expect((await start(world, '198.51.100.1')).status).toBe(429)
      // Somebody behind the same address sends codes that do not exist.
      expect(statusesOf(await times(110, () => poll(world, '198.51.100.1', unknown)))).toEqual({ 400: 100, 429: 10 })
      for (let round = 0; round < 3; round++) {
        world.host.clock.advance(5_000)
        const polls = await times(500, (nth) => poll(world, '198.51.100.1', codes[nth]?.deviceCode ?? ''))
        expect(new Set(polls.map(({ status, body }) => `${status} ${JSON.parse(body).error}`))).toEqual(
          new Set(['400 authorization_pending']),
        )
      }
    }),
  )

  it('may send a hundred unknown device codes a minute, and waiting devices do not notice', () =>
    inWorld(ground, {}, async (world) => {
      const { deviceCode } = await startCode(world, '198.51.100.1')
      const polls = await times(120, () => poll(world, '198.51.100.1', unknown))
      expect(statusesOf(polls)).toEqual({ 400: 100, 429: 20 })
      expect(JSON.parse((await poll(world, '198.51.100.1', deviceCode)).body)).toMatchObject({
        error: 'authorization_pending',
      })
      expect(JSON.parse((await poll(world, '198.51.100.1', deviceCode)).body)).toMatchObject({ error: 'slow_down' })
      expect((await poll(world, '198.51.100.2', unknown)).status).toBe(400)
    }))

  it('may start 300 codes that are kept, and others are not affected', () =>
    inWorld(ground, {}, async (world) => {
      expect(statusesOf(await times(303, () => start(world, '198.51.100.1')))).toEqual({ 200: 300, 429: 3 })
      const refused = await start(world, '198.51.100.1')
      expect(JSON.parse(refused.body)).toMatchObject({ error: 'temporarily_unavailable' })
      expect((await start(world, '198.51.100.2')).status).toBe(200)
    }))

  it('that guesses the secret of a client is refused, and the client goes on elsewhere', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await times(100, () => introspect(world, '198.51.100.1', 'wrong'))
      // Each process counts its own.
      const judged = ground === 'memory' ? 20 : 40
      expect(statusesOf(guesses)).toEqual({ 401: judged, 429: 100 - judged })
      expect((await introspect(world, '198.51.100.1')).status).toBe(429)
      expect((await introspect(world, '198.51.100.2')).status).toBe(200)
      expect((await logIn(world, '198.51.100.1', 'person-0')).status).toBe(200)
    }))

  it('that guesses fifty secrets at once has no more of them judged', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await atOnce(50, () => introspect(world, '198.51.100.1', 'wrong'))
      const judged = ground === 'memory' ? 20 : 40
      expect(statusesOf(guesses)).toEqual({ 401: judged, 429: 50 - judged })
    }))
})

describeOnEveryGround('the cap of live codes', (ground) => {
  const limits = { starts: { all: { burst: 50, every: (20 * minute) / 50 } } }

  it('is reached by everybody together, and opens as codes are forgotten', () =>
    inWorld(ground, { limits }, async (world) => {
      expect(statusesOf(await times(60, (nth) => start(world, farAddress(nth))))).toEqual({ 200: 50, 429: 10 })
      const refused = await start(world, farAddress(99))
      world.host.clock.advance(1_000 * retryAfterOf(refused))
      expect(statusesOf(await times(2, () => start(world, farAddress(99))))).toEqual({ 200: 1, 429: 1 })
    }))
})

describeOnEveryGround('a caller that waits exactly as long as Retry-After says', (ground) => {
  it('is allowed again, at every surface that says how long', () =>
    inWorld(ground, {}, async (world) => {
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      const token = { client_id: 'fake-api', client_secret: 'fake-api-secret', token: 'unknown' }
      const surfaces = [
        [() => start(world, '198.51.100.1'), 300],
        [() => poll(world, '198.51.100.1', unknown), 100],
        [() => introspect(world, '198.51.100.3', 'wrong'), ground === 'memory' ? 20 : 40],
        [() => logIn(world, '198.51.100.1', 'person-1', 'wrong'), 20],
        [() => guess(wrongCode(1)), 5],
        [() => post(world, '198.51.100.5', '/introspect', token), 300],
      ] as const
      for (const [send, allowed] of surfaces) {
        expect((await times(allowed, send)).filter(({ status }) => status === 429)).toEqual([])
        const refused = await send()
        expect(refused.status).toBe(429)
        // The other process counts secrets for itself, so its turn is skipped.
        if (allowed === 40) await send()
        world.host.clock.advance(1_000 * retryAfterOf(refused))
        expect((await send()).status).not.toBe(429)
      }
    }))

  it.each([
    ['back', (clock: { turnBack(by: number): void }) => clock.turnBack(60 * minute)],
    [
      'forward and back',
      (clock: { turnBack(by: number): void; advance(by: number): void }) => {
        clock.advance(60 * minute)
        clock.turnBack(60 * minute)
      },
    ],
  ])('is allowed again after the clock was set %s, and got no free tries', (_, set) =>
    inWorld(ground, {}, async (world) => {
      const { clock } = world.host
      await times(20, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      await times(6, (nth) => logIn(world, farAddress(nth), 'person-50', 'wrong'))
      set(clock)
      const { hashes } = world.work
      const refused = await logIn(world, '198.51.100.1', 'person-30', 'wrong')
      expect(refused.status).toBe(429)
      expect(retryAfterOf(refused)).toBeLessThanOrEqual(15 * 60)
      await logIn(world, farAddress(20), 'person-50')
      expect(world.work.hashes).toBe(hashes)
      clock.advance(1_000 * retryAfterOf(refused))
      expect(statusesOf(await times(2, () => logIn(world, '198.51.100.1', 'person-30', 'wrong')))).toEqual({
        400: 1,
        429: 1,
      })
      expect((await logIn(world, farAddress(21), 'person-50')).status).toBe(200)
    }),
  )

  it('has no more tries in the hour that the clock jumps forward than an hour gives', () =>
    inWorld(ground, {}, async (world) => {
      await times(20, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      world.host.clock.advance(60 * minute)
      const guesses = await times(40, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 20, 429: 20 })
    }))
})
