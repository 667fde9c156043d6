import { describe, expect, it } from 'vitest'
import { deviceAddress, terms, tvClient } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import type { AddressLocator } from '../../ports/hooks/address-locator.js'
import { isProblem } from '../../protocol/problem.js'

const berlin = { name: 'Berlin, Germany' }

async function viewWith(locateAddress: AddressLocator) {
  const world = createWorld({ locateAddress, timeout: 50 })
  const { userCode } = await world.start()
  return { view: await world.open(userCode), faults: world.faults }
}

describe('the location of a device', () => {
  it.each<[string, AddressLocator]>([
    ['at once', () => berlin],
    ['as a promise', async () => berlin],
  ])('is shown to the person, if the host returns it %s', async (_, locate) => {
    const asked: string[] = []
    const { view, faults } = await viewWith((address) => {
      asked.push(address)
      return locate(address)
    })
    expect(view).toMatchObject({ kind: 'authorizationView', requester: deviceAddress, location: berlin })
    expect(asked).toEqual([deviceAddress.ip])
    expect(faults).toEqual([])
  })

  it.each([undefined, null])('is absent if the host returns %s', async (nothing) => {
    const { view, faults } = await viewWith(() => nothing)
    expect(view).toMatchObject({ kind: 'authorizationView' })
    expect(view).not.toHaveProperty('location')
    expect(faults).toEqual([])
  })

  it('is not searched for without an address', async () => {
    const world = createWorld({ locateAddress: () => Promise.reject(new Error('called')) })
    const command = { operation: 'startAuthorization', client: tvClient, resources: [] } as const
    const started = await world.service.startAuthorization(command, terms)
    expect(await world.open(isProblem(started) ? '' : started.userCode)).toMatchObject({ requester: {} })
    expect(world.faults).toEqual([])
  })

  it.each<[string, AddressLocator, string]>([
    ['fails', () => Promise.reject(new Error('down')), 'PortFault'],
    ['never answers', () => new Promise(() => {}), 'PortFault'],
    ['returns a text', () => JSON.parse('"Berlin"'), 'RecordFault'],
    ['returns no name', () => JSON.parse('{"name":""}'), 'RecordFault'],
  ])('is absent and the fault reported, if the host %s', async (_, locate, name) => {
    const { view, faults } = await viewWith(locate)
    expect(view).toMatchObject({ kind: 'authorizationView' })
    expect(view).not.toHaveProperty('location')
    expect(faults).toMatchObject([{ fault: { name }, during: 'finding the location of an address' }])
    expect(String(faults[0]?.fault)).toContain('locateAddress')
  })
})
