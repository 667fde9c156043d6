import { describe, expect, it, vi } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { terms, wordFor } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createWorld } from '../../../test-support/world.js'

/** A server on which time passes in turns: every running hash ends with the turn. */
function openServer() {
  const world = createWorld()
  const running: (() => void)[] = []
  vi.spyOn(world.hasher, 'verify').mockImplementation(async (hash, password) => {
    await new Promise<void>((end) => running.push(end))
    return hash === `today:${password}`
  })
  return {
    async logIn(ip: string | undefined, password: string): Promise<string> {
      const { passwordLogin } = world.service
      if (passwordLogin === undefined) throw new Error('no password login')
      const command = { operation: 'logIn', username: 'alice', password } as const
      return wordFor(await passwordLogin.logIn(command, terms, world.service.startCall(ip === undefined ? {} : { ip })))
    },
    async turn(): Promise<void> {
      for (const end of running.splice(0)) end()
      await everythingElse()
    },
  }
}

type Server = ReturnType<typeof openServer>

/** Connections that send one wrong password after another, whatever the response, until `stop` is called. */
function attack(server: Server, connections: number, addressOf: (connection: number) => string | undefined) {
  const attacker = { stopped: false, hashed: 0 }
  const connect = async (connection: number): Promise<void> => {
    while (!attacker.stopped) {
      const word = await server.logIn(addressOf(connection), 'wrong')
      if (word === 'invalidCredentials') attacker.hashed++
      else await everythingElse()
    }
  }
  for (let connection = 0; connection < connections; connection++) void connect(connection)
  return attacker
}

/** How many turns one login takes, and its response. */
async function timed(server: Server, ip: string): Promise<{ readonly word: string; readonly turns: number }> {
  let word: string | undefined
  const login = server.logIn(ip, passwords.alice).then((heard) => {
    word = heard
  })
  let turns = 0
  await everythingElse()
  for (; word === undefined; turns++) await server.turn()
  await login
  return { word, turns }
}

describe('a flood of wrong passwords', () => {
  it.each([
    ['one IPv4 address', 40, () => '192.0.2.1'],
    ['one IPv4 address, with more connections', 120, () => '192.0.2.1'],
    ['one /64', 40, (connection: number) => `2001:db8:0:1::${connection}`],
    ['callers without an address', 40, () => undefined],
  ])('from %s lets every login from another address through', async (_, connections, addressOf) => {
    const server = openServer()
    const attacker = attack(server, connections, addressOf)
    for (let turn = 0; turn < 30; turn++) await server.turn()
    const honest: { readonly word: string; readonly turns: number }[] = []
    for (let person = 0; person < 25; person++) honest.push(await timed(server, `198.51.100.${person}`))
    attacker.stopped = true
    expect(honest.map(({ word }) => word)).toEqual(Array.from({ length: 25 }, () => 'tokensIssued'))
    expect(Math.max(...honest.map(({ turns }) => turns))).toBeLessThanOrEqual(2)
    expect(attacker.hashed).toBeGreaterThan(0)
  })

  it('can fill the share of its own address: a login from there must try again later', async () => {
    const server = openServer()
    const attacker = attack(server, 40, () => '192.0.2.1')
    for (let turn = 0; turn < 30; turn++) await server.turn()
    const refused = await server.logIn('192.0.2.1', passwords.alice)
    attacker.stopped = true
    expect(refused).toBe('temporarilyUnavailable')
  })
})
