import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred, type Deferred, everythingElse } from '../../../test-support/deferred.js'
import { terms, wordFor } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createWorld, type World } from '../../../test-support/world.js'
import type { Outcome } from '../../protocol/outcome.js'

// The number of parallel hashes is limited, and nothing else waits for them.

let world: World
let hashes: { readonly password: string; readonly work: Deferred<boolean> }[]
let running: number
let mostAtOnce: number

beforeEach(() => {
  world = createWorld()
  hashes = []
  running = 0
  mostAtOnce = 0
  vi.spyOn(world.hasher, 'verify').mockImplementation(async (_, password) => {
    const work = createDeferred<boolean>()
    hashes.push({ password, work })
    mostAtOnce = Math.max(mostAtOnce, ++running)
    try {
      return await work.promise
    } finally {
      running--
    }
  })
})

function logIn(username = 'alice'): Promise<Outcome<'logIn'>> {
  const { passwordLogin } = world.service
  if (passwordLogin === undefined) throw new Error('no password login')
  return passwordLogin.logIn({ operation: 'logIn', username, password: passwords.alice }, terms)
}

/** Ends every hash as correct, also those that start meanwhile. */
async function endAll(): Promise<void> {
  for (let index = 0; index < hashes.length; index++) {
    hashes[index]?.work.resolve(true)
    await everythingElse()
  }
}

describe('logins at the same time', () => {
  it('all 20 correct ones of one account succeed, two at a time', async () => {
    const logins = Promise.all(Array.from({ length: 20 }, () => logIn()))
    await everythingElse()
    expect(hashes).toHaveLength(2)
    await endAll()
    expect((await logins).map(wordFor)).toEqual(Array.from({ length: 20 }, () => 'tokensIssued'))
    expect(mostAtOnce).toBe(2)
  })

  it('beyond the queue get a response to try again at once, whether the account exists or not', async () => {
    const served = Array.from({ length: 34 }, () => logIn())
    await everythingElse()
    const refused = [await logIn('alice'), await logIn('nobody')]
    expect(refused[0]).toEqual({
      kind: 'problem',
      code: 'temporarilyUnavailable',
      description: 'Too many logins at once.',
      retryAfter: 1_000,
    })
    expect(refused[1]).toEqual(refused[0])
    await endAll()
    expect((await Promise.all(served)).map(wordFor)).toEqual(Array.from({ length: 34 }, () => 'tokensIssued'))
  })

  it('that waited too long get a response to try again, and do not count as failures', async () => {
    const logins = Array.from({ length: 4 }, () => logIn())
    await everythingElse()
    world.clock.advance(2_001)
    await endAll()
    const words = (await Promise.all(logins)).map(wordFor)
    expect(words).toEqual(['tokensIssued', 'tokensIssued', 'temporarilyUnavailable', 'temporarilyUnavailable'])
    expect(world.eventsOf('loginFailed')).toEqual([])
  })

  it('release their place when the hash ends, also if it fails', async () => {
    const logins = [logIn(), logIn(), logIn()]
    const settled = Promise.allSettled(logins)
    await everythingElse()
    hashes[0]?.work.reject(new Error('worker died'))
    await everythingElse()
    // The hash of the decoy takes its place.
    hashes[2]?.work.reject(new Error('worker died'))
    await everythingElse()
    expect(hashes).toHaveLength(4)
    await endAll()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })

  it('share the limit with the hash of the decoy: a login makes it with its own permit, and again after a failure', async () => {
    const decoys: Deferred<string>[] = []
    vi.spyOn(world.hasher, 'hash').mockImplementation(() => {
      const decoy = createDeferred<string>()
      decoys.push(decoy)
      return decoy.promise
    })
    const login = world.parts.passwordLogin
    if (login === undefined) throw new Error('no password login')
    const limits = { ...login.limits, permits: 1 }
    world = { ...world, service: world.secondService({ passwordLogin: { ...login, limits } }) }
    const logins = [logIn(), logIn('nobody'), logIn()]
    const settled = Promise.allSettled(logins)
    await everythingElse()
    expect([decoys.length, hashes.length]).toEqual([1, 0])
    decoys[0]?.reject(new Error('no memory'))
    await everythingElse()
    expect([decoys.length, hashes.length]).toEqual([2, 0])
    decoys[1]?.resolve('decoy')
    await everythingElse()
    expect([decoys.length, hashes.length]).toEqual([2, 1])
    await endAll()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect([decoys.length, mostAtOnce]).toEqual([2, 1])
  })

  it('delay nothing else: devices start and poll, people look up and approve', async () => {
    const logins = Array.from({ length: 34 }, () => logIn())
    await everythingElse()
    const { deviceCode, userCode } = await world.start()
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    await endAll()
    await Promise.all(logins)
  })
})
