import { expect, it } from 'vitest'
import {
  atOnce,
  describeOnEveryGround,
  farAddress,
  inWorld,
  retryAfterOf,
  signIn,
  startCode,
  statusesOf,
  times,
  wrongCode,
} from './people.js'

describeOnEveryGround('guesses of user codes', (ground) => {
  it('of one session and one account are five, and then even the right code is refused', () =>
    inWorld(ground, {}, async (world) => {
      const { userCode, link } = await startCode(world)
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      expect(statusesOf(await times(5, (nth) => guess(wrongCode(nth))))).toEqual({ 404: 5 })
      const refused = await guess(userCode)
      expect({ status: refused.status, body: JSON.parse(refused.body) }).toMatchObject({
        status: 429,
        body: { error: 'too_many_attempts' },
      })
      expect(retryAfterOf(refused)).toBe(600)
      const again = await signIn(world, 'person-0', '198.51.101.1')
      expect((await again(userCode)).status).toBe(429)
      // A link is no guess: see docs/decisions/0050.
      expect((await guess(link)).status).toBe(200)
      const other = await signIn(world, 'person-1', '198.51.100.1')
      expect((await other(userCode)).status).toBe(200)
    }))

  it('of one address are twenty, with any number of people signed in', () =>
    inWorld(ground, {}, async (world) => {
      const { userCode } = await startCode(world)
      const people = await times(5, (nth) => signIn(world, `person-${nth}`, '198.51.100.1'))
      for (const guess of people.slice(0, 4)) {
        expect(statusesOf(await times(5, (nth) => guess(wrongCode(nth))))).toEqual({ 404: 5 })
      }
      const [last] = people.slice(4)
      expect((await last?.(userCode))?.status).toBe(429)
      expect((await last?.(userCode, '198.51.100.2'))?.status).toBe(200)
    }))

  it('are not forgotten when a right code comes between them', () =>
    inWorld(ground, {}, async (world) => {
      const { userCode } = await startCode(world)
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      const codes = [...Array.from({ length: 4 }, (_, nth) => wrongCode(nth)), userCode, userCode, wrongCode(9)]
      expect(statusesOf(await times(7, (nth) => guess(codes[nth] ?? '')))).toEqual({ 404: 5, 200: 2 })
      expect((await guess(userCode)).status).toBe(429)
    }))

  it('of everybody together are 173 in ten minutes; then people who have not failed still have one', () =>
    inWorld(ground, {}, async (world) => {
      const { userCode, link } = await startCode(world)
      const attackers = await times(35, (nth) => signIn(world, `person-${nth}`, farAddress(nth)))
      const all = await times(175, (nth) => attackers[nth % 35]?.(wrongCode(nth)) ?? Promise.reject(new Error()))
      expect(statusesOf(all)).toEqual({ 404: 173, 429: 2 })
      const reached = world.events.filter((event) => event.type === 'limitReached')
      expect(reached).toContainEqual(expect.objectContaining({ surface: 'userCode', lane: 'all' }))
      const honest = await signIn(world, 'person-100', farAddress(100))
      expect(statusesOf(await times(3, () => honest(userCode)))).toEqual({ 200: 3 })
      expect(statusesOf(await times(2, (nth) => honest(wrongCode(nth))))).toEqual({ 404: 1, 429: 1 })
      expect(statusesOf(await times(2, () => honest(link)))).toEqual({ 200: 2 })
      // One of the 173 comes back after a part of the ten minutes.
      world.host.clock.advance(600_000 / 173)
      expect((await honest(userCode)).status).toBe(200)
    }))

  it('at once are exactly the twenty of their address: the others are refused without a look-up', () =>
    inWorld(ground, {}, async (world) => {
      // The logins of fifty people from one address would meet their own limit.
      const people = await times(50, (nth) => signIn(world, `person-${nth}`, farAddress(nth)))
      const guesses = await atOnce(50, (nth) => people[nth]?.(wrongCode(nth), '198.51.100.1') ?? Promise.reject())
      expect(statusesOf(guesses)).toEqual({ 404: 20, 429: 30 })
      expect(world.events.filter(({ type }) => type === 'userCodeFailed')).toHaveLength(20)
    }))

  it('at once are exactly the five of their account', () =>
    inWorld(ground, {}, async (world) => {
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      expect(statusesOf(await atOnce(50, (nth) => guess(wrongCode(nth), farAddress(nth))))).toEqual({ 404: 5, 429: 45 })
    }))
})
