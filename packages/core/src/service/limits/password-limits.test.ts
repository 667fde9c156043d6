import { beforeEach, describe, expect, it, vi } from 'vitest'
import { terms } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { second } from '../../machine/time.js'
import type { LogIn } from '../../protocol/command.js'

let world: LastingWorld
let address: number

beforeEach(() => {
  world = createLastingWorld({ limits: { rules: defaultLimitRules(defaultPolicy), inProcess: createLimitStore() } })
  address = 0
})

async function logIn(username: string, password: string, changes: Partial<LogIn> = {}) {
  const { passwordLogin, startCall } = world.service
  if (passwordLogin === undefined) throw new Error('no password login')
  const command = { operation: 'logIn', username, password, ...changes } as const
  return passwordLogin.logIn(command, terms, startCall({ ip: `10.${address++}.0.1` }))
}

describe('an account that its directory finds under several spellings', () => {
  const spellings = ['álice', 'àlice', 'âlice', 'ãlice', 'älice', 'ålice', 'alíce', 'alìce', 'alîce', 'alicé']

  beforeEach(() => {
    const { accounts } = world
    const find = accounts.findByUsername.bind(accounts)
    vi.spyOn(accounts, 'findByUsername').mockImplementation(async (typed) =>
      find(typed.normalize('NFD').replace(/\p{M}/gu, '')),
    )
  })

  it('has the tries of one', async () => {
    const verify = vi.spyOn(world.hasher, 'verify')
    for (const spelling of [...spellings, 'alice']) {
      expect(await logIn(spelling, 'wrong')).toMatchObject({ code: 'invalidCredentials' })
    }
    expect(verify).toHaveBeenCalledTimes(6)
    expect(await logIn('alicè', passwords.alice)).toMatchObject({ code: 'invalidCredentials' })
    world.clock.advance(second)
    expect(await logIn('alicè', passwords.alice)).toMatchObject({ kind: 'tokensIssued' })
    expect(await logIn('alice', 'wrong')).toMatchObject({ code: 'invalidCredentials' })
    expect(verify).toHaveBeenCalledTimes(8)
  })

  it('lets all right passwords that come at once through', async () => {
    const logins = await Promise.all([...spellings, ...spellings].map((typed) => logIn(typed, passwords.alice)))
    expect(logins.map(({ kind }) => kind)).toEqual(logins.map(() => 'tokensIssued'))
  })

  it('is known to a browser in which it has signed in with such a spelling', async () => {
    const login = await logIn('álice', passwords.alice, { known: '' })
    const known = 'known' in login ? login.known : undefined
    world.clock.advance(1)
    for (let nth = 0; nth < 7; nth++) await logIn('alice', 'wrong')
    expect(await logIn('álice', passwords.alice)).toMatchObject({ code: 'invalidCredentials' })
    expect(await logIn('álice', passwords.alice, { known })).toMatchObject({ kind: 'tokensIssued' })
  })
})
