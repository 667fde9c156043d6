import { ampleCaps, sampleCodes, sampleFamily } from '@devicegrant/testing'
import { beforeEach, expect, it } from 'vitest'
import { aroundPorts } from '../../../test-support/around-ports.js'
import { alice, lastingScope, personAddress } from '../../../test-support/device.js'
import { otherTv } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import type { FamilyPosition } from '../../machine/families/token-family.js'
import { minute, second } from '../../machine/time.js'
import type { LinkedDevices } from '../../protocol/interaction.js'
import { createService } from '../create-service.js'
import type { DeviceGrantService } from '../service.js'

// The list of an account costs the same, however many devices are linked to it.

const subject = 'account-alice'
const many = 400
const clients = 40

let world: LastingWorld
let calls: string[]
let mostAtOnce: number
let service: DeviceGrantService

beforeEach(async () => {
  world = createLastingWorld()
  for (let nth = 0; nth < clients; nth++) world.clients.byId.set(`tv-${nth}`, { ...otherTv, clientId: `tv-${nth}` })
  await addGrants(0, many)
  calls = []
  mostAtOnce = 0
  let running = 0
  const counted = aroundPorts(world.parts, async (call, run) => {
    calls.push(call)
    running += 1
    mostAtOnce = Math.max(mostAtOnce, running)
    try {
      return await run()
    } finally {
      running -= 1
    }
  })
  service = createService(counted)
})

async function addGrants(from: number, count: number): Promise<void> {
  const now = world.clock.now()
  for (let nth = from; nth < from + count; nth++) {
    const grant = { grantId: sampleCodes(nth).grantId, subject, clientId: `tv-${nth % clients}` }
    await world.families.create(sampleFamily(now - minute, { ...grant, lastUsedAt: now - nth }), ampleCaps)
  }
}

async function page(after?: FamilyPosition): Promise<LinkedDevices> {
  const linked = await service.listLinkedDevices(alice, after)
  if (linked.kind === 'refusal') throw new Error(`no list: ${linked.code}`)
  return linked
}

async function wholeList(): Promise<readonly LinkedDevices[]> {
  const pages = [await page()]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) pages.push(await page(next))
  return pages
}

it('the list costs the calls of one page, at most 32 of them in parallel', async () => {
  await page()
  const times = (call: string) => calls.filter((one) => one === call).length
  expect(times('stores.families.listBySubject')).toBe(1)
  expect(times('clients.findClient')).toBe(clients)
  // Each client is looked up once, and the account once.
  expect(times('stores.families.findRevocation')).toBe(clients)
  expect(times('stores.families.findRevokedBefore')).toBe(1)
  expect(calls).toHaveLength(1 + 1 + clients + clients + 1)
  expect(mostAtOnce).toBe(32)
})

it('pages of 50 list everything once, last used first', async () => {
  const pages = await wholeList()
  expect(pages.map(({ devices }) => devices.length)).toEqual(Array.from({ length: 8 }, () => 50))
  const grants = pages.flatMap(({ devices }) => devices.map(({ grantId }) => grantId))
  expect(grants).toEqual(Array.from({ length: many }, (_, nth) => sampleCodes(nth).grantId))
})

it('devices of a client that is gone make their page shorter, but do not end the list', async () => {
  world.clients.change('tv-0', { disabled: true })
  const pages = await wholeList()
  expect(pages.flatMap(({ devices }) => devices)).toHaveLength(many - many / clients)
  expect(pages).toHaveLength(8)
})

it('unlinking everything costs as many calls as unlinking one device, and empties the list at once', async () => {
  expect(await service.unlinkEverything(alice, service.startCall(personAddress))).toBe('unlinked')
  expect(calls).toEqual(['accounts.findAccount', 'stores.families.revokeBefore'])
  expect(await page()).toEqual({ kind: 'linkedDevices', username: 'alice', devices: [] })
  world.clock.advance(1 * second)
  await world.link({ scope: lastingScope, label: 'Kitchen TV' })
  const { devices, next } = await page()
  expect(devices.map(({ requester }) => requester.label)).toEqual(['Kitchen TV'])
  expect(next).toBeUndefined()
})
