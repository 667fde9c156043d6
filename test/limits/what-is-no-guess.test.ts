import { expect, it } from 'vitest'
import type { LimitsWorld } from './limits-world.js'
import {
  atOnce,
  describeOnEveryGround,
  farAddress,
  introspect,
  inWorld,
  logIn,
  poll,
  signIn,
  start,
  startCode,
  statusesOf,
  times,
} from './people.js'

/** A request that takes the turn of a process, and gives the others time. */
const nothing = (world: LimitsWorld) => world.send({ path: '/nothing', address: '198.51.100.1' })

describeOnEveryGround('right passwords and secrets', (ground) => {
  it('of one account are all accepted, although a hundred come at once', () =>
    inWorld(ground, {}, async (world) => {
      expect(statusesOf(await atOnce(100, () => logIn(world, '198.51.100.1', 'person-0')))).toEqual({ 200: 100 })
      expect(statusesOf(await atOnce(100, (nth) => logIn(world, farAddress(nth), 'person-0')))).toEqual({ 200: 100 })
    }))

  it('of many accounts behind one address are all accepted at once', () =>
    inWorld(ground, {}, async (world) => {
      const logins = await atOnce(100, (nth) => logIn(world, '198.51.100.1', `person-${nth}`))
      expect(statusesOf(logins)).toEqual({ 200: 100 })
    }))

  it('are accepted while another process checks right ones of the same account', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    await inWorld(ground, { beforeHash: () => finished }, async (world) => {
      const toOther = () => nothing(world)
      const logins = []
      for (let nth = 0; nth < 8; nth++) {
        logins.push(logIn(world, farAddress(nth), 'person-0'))
        await toOther()
      }
      await toOther()
      logins.push(logIn(world, farAddress(50), 'person-0'))
      await times(40, toOther)
      finish()
      expect(statusesOf(await Promise.all(logins))).toEqual({ 200: 9 })
    })
  })

  it('of a client are all accepted at once, also by a slow registry', () =>
    inWorld(ground, {}, async (world) => {
      const { clients } = world.host.options
      const { findClient } = clients
      let finish = () => {}
      const finished = new Promise<void>((resolve) => {
        finish = resolve
      })
      Object.assign(clients, {
        async findClient(clientId: string) {
          await finished
          return findClient(clientId)
        },
      })
      const asked = atOnce(100, () => introspect(world, '198.51.100.1'))
      await times(40, () => nothing(world))
      finish()
      expect(statusesOf(await asked)).toEqual({ 200: 100 })
    }))
})

describeOnEveryGround('an outage of a port uses up', (ground) => {
  it('no secrets of clients', () =>
    inWorld(ground, {}, async (world) => {
      world.host.fail('clients.findClient', 60)
      expect(statusesOf(await times(60, () => introspect(world, '198.51.100.1')))).toEqual({ 503: 60 })
      expect((await introspect(world, '198.51.100.1')).status).toBe(200)
    }))

  it('no passwords', () =>
    inWorld(ground, {}, async (world) => {
      world.failHashes(Number.POSITIVE_INFINITY)
      expect(statusesOf(await times(60, () => logIn(world, '198.51.100.1', 'person-0')))).toEqual({ 503: 60 })
      world.failHashes(0)
      expect((await logIn(world, '198.51.100.1', 'person-0')).status).toBe(200)
    }))

  it('no guesses of user codes', () =>
    inWorld(ground, {}, async (world) => {
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      const { userCode } = await startCode(world)
      world.host.fail('clients.findClient', 10)
      expect(statusesOf(await times(10, () => guess(userCode)))).toEqual({ 503: 10 })
      expect((await guess(userCode)).status).toBe(200)
    }))

  it('no starts', () =>
    inWorld(ground, {}, async (world) => {
      world.failCreates(310)
      expect(statusesOf(await times(310, () => start(world, '198.51.100.1')))).toEqual({ 503: 310 })
      const { deviceCode } = await startCode(world, '198.51.100.1')
      expect((await poll(world, '198.51.100.1', deviceCode)).status).toBe(400)
    }))
})
