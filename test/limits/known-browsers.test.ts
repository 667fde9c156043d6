import { expect, it } from 'vitest'
import { signInOnPage } from './page-sign-in.js'
import { describeOnEveryGround, farAddress, inWorld, logIn, times } from './people.js'

const minute = 60_000
const home = '203.0.113.9'

describeOnEveryGround('a person whose password strangers guess', (ground) => {
  it('signs in at once from a known browser, and elsewhere within the longest wait', { tags: ['thorough'] }, () =>
    inWorld(ground, {}, async (world) => {
      const { known } = await signInOnPage(world, home, 'person-0')
      expect(known).toMatch(/known=/)
      const attack = (nth: number) => {
        if (nth % 100 === 0) world.host.clock.advance(16 * minute)
        return logIn(world, farAddress(nth), 'person-0', 'wrong')
      }
      await times(1_000, attack)
      expect((await signInOnPage(world, home, 'person-0', 'wrong', known)).status).toBe(400)
      const back = await signInOnPage(world, home, 'person-0', undefined, known)
      expect(back.status).toBe(303)
      expect((await signInOnPage(world, '203.0.114.1', 'person-0')).status).toBe(400)
      world.host.clock.advance(15 * minute)
      expect((await signInOnPage(world, '203.0.114.1', 'person-0')).status).toBe(303)
    }),
  )

  it('still has the known browser after a hundred failures of strangers in a row', () =>
    inWorld(ground, {}, async (world) => {
      const { known } = await signInOnPage(world, home, 'person-0')
      let nth = 0
      while (world.work.hashes <= 100) {
        await logIn(world, farAddress(nth++), 'person-0', 'wrong')
        world.host.clock.advance(15 * minute + 1_000)
      }
      expect(world.events.filter(({ type }) => type === 'accountUnderAttack')).toHaveLength(1)
      expect((await signInOnPage(world, farAddress(nth++), 'person-0')).status).toBe(400)
      expect((await signInOnPage(world, home, 'person-0', undefined, known)).status).toBe(303)
      // That sign-in ends the row, so strangers have only their ordinary wait.
      world.host.clock.advance(15 * minute)
      expect((await signInOnPage(world, farAddress(nth++), 'person-0')).status).toBe(303)
    }))

  it('loses a stolen browser after ten failures in it', () =>
    inWorld(ground, {}, async (world) => {
      const { known } = await signInOnPage(world, home, 'person-0')
      const { hashes } = world.work
      await times(16, (nth) => signInOnPage(world, farAddress(nth), 'person-0', 'wrong', known))
      // The ten of the browser, and the six that every stranger has.
      expect(world.work.hashes - hashes).toBe(16)
      await times(10, (nth) => signInOnPage(world, farAddress(50 + nth), 'person-0', undefined, known))
      expect(world.work.hashes - hashes).toBe(16)
    }))
})
