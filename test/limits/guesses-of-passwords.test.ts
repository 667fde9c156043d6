import { expect, it } from 'vitest'
import { atOnce, describeOnEveryGround, farAddress, inWorld, logIn, retryAfterOf, statusesOf, times } from './people.js'

const minute = 60_000
const hour = 60 * minute
const withoutDate = (headers: readonly (readonly [string, string])[]) => headers.filter(([name]) => name !== 'Date')

describeOnEveryGround('guesses of passwords', (ground) => {
  it('of one account become slower, from whatever addresses they come', () =>
    inWorld(ground, {}, async (world) => {
      await times(50, (nth) => logIn(world, farAddress(nth), 'person-0', 'wrong'))
      expect(world.work.hashes).toBe(6)
      for (const wait of [1, 2, 4, 8]) {
        world.host.clock.advance(wait * 1_000 - 1)
        await logIn(world, farAddress(100 + wait), 'person-0', 'wrong')
        const before = world.work.hashes
        world.host.clock.advance(1)
        await times(5, (nth) => logIn(world, farAddress(200 + 5 * wait + nth), 'person-0', 'wrong'))
        expect(world.work.hashes - before).toBe(1)
      }
    }))

  it('of a slowed account look all the same: right and wrong, of known and unknown names', () =>
    inWorld(ground, {}, async (world) => {
      for (const name of ['person-0', 'nobody-0']) await times(6, (nth) => logIn(world, farAddress(nth), name, 'wrong'))
      const { hashes, lookUps } = world.work
      const answers = [
        await logIn(world, farAddress(10), 'person-0'),
        await logIn(world, farAddress(11), 'person-0', 'wrong'),
        await logIn(world, farAddress(12), 'nobody-0', 'wrong'),
      ]
      // Neither a hash nor a look-up, so the time tells nothing either.
      expect(world.work).toEqual({ hashes, lookUps })
      const ordinary = await logIn(world, farAddress(13), 'person-1', 'wrong')
      for (const { status, headers, body } of answers) {
        expect({ status, headers: withoutDate(headers), body }).toEqual({
          status: 400,
          headers: withoutDate(ordinary.headers),
          body: ordinary.body,
        })
      }
    }))

  it('of one address are twenty, and are told so before any work', () =>
    inWorld(ground, {}, async (world) => {
      const names = (nth: number) => `${nth % 2 ? 'person' : 'nobody'}-${nth}`
      await times(20, (nth) => logIn(world, '198.51.100.1', names(nth), 'wrong'))
      const { hashes, lookUps } = world.work
      const refused = await times(20, (nth) => logIn(world, '198.51.100.1', names(nth)))
      expect(statusesOf(refused)).toEqual({ 429: 20 })
      expect(new Set(refused.map(({ body }) => body)).size).toBe(1)
      expect(refused.map(retryAfterOf)).toEqual(Array(20).fill(45))
      expect(world.work).toEqual({ hashes, lookUps })
      expect((await logIn(world, '198.51.100.2', 'person-1')).status).toBe(200)
    }))

  it('at once are exactly the twenty of their address', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await atOnce(50, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 20, 429: 30 })
      expect(world.work.hashes).toBe(20)
    }))

  it('at once are not more than those of their account', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await atOnce(50, (nth) => logIn(world, farAddress(nth), 'person-0', 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 50 })
      expect(world.work.hashes).toBe(6)
    }))

  it('that are right are all accepted, also twenty at once', () =>
    inWorld(ground, {}, async (world) => {
      const logins = await atOnce(20, () => logIn(world, '198.51.100.1', 'person-0'))
      expect(statusesOf(logins)).toEqual({ 200: 20 })
    }))

  it('end after a hundred in a row for a day, with one event, and the account is not touched', () =>
    inWorld(ground, {}, async (world) => {
      let nth = 0
      const began = world.host.clock.now()
      while (world.work.hashes < 100) {
        await logIn(world, farAddress(nth++), 'person-0', 'wrong')
        // A second after the longest wait.
        world.host.clock.advance(15 * minute + 1_000)
      }
      const attacks = world.events.filter(({ type }) => type === 'accountUnderAttack')
      expect(attacks).toEqual([expect.objectContaining({ subject: 'subject of person-0' })])
      expect((world.host.clock.now() - began) / hour).toBeGreaterThan(4)
      expect((await logIn(world, farAddress(nth++), 'person-0')).status).toBe(400)
      world.host.clock.advance(22 * hour)
      expect((await logIn(world, farAddress(nth++), 'person-0')).status).toBe(400)
      world.host.clock.advance(2 * hour)
      expect((await logIn(world, farAddress(nth++), 'person-0')).status).toBe(200)
    }))
})
