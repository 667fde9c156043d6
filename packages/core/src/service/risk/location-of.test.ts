import { describe, expect, it } from 'vitest'
import { deviceAddress, personAddress, terms, tvClient } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import type { AddressLocator } from '../../ports/hooks/address-locator.js'
import { isProblem } from '../../protocol/problem.js'

const berlin = { name: 'Berlin, Germany' }

async function viewWith(locateAddress: AddressLocator) {
  const world = createWorld({ locateAddress, timeout: 50 })
  const { userCode } = await world.start()
  return { view: await world.open(userCode), faults: world.faults }
}

describe('the locations of a device and of a person', () => {
  it.each<[string, AddressLocator]>([
    ['at once', () => berlin],
    ['as a promise', async () => berlin],
  ])('are shown to the person, if the host returns them %s', async (_, locate) => {
    const asked: string[] = []
    const { view, faults } = await viewWith((address) => {
      asked.push(address)
      return locate(address)
    })
    expect(view).toMatchObject({
      kind: 'authorizationView',
      requester: deviceAddress,
      location: berlin,
      viewerLocation: berlin,
    })
    expect(asked).toEqual([deviceAddress.ip, personAddress.ip])
    expect(faults).toEqual([])
  })

  it.each([undefined, null])('are absent if the host returns %s', async (nothing) => {
    const { view, faults } = await viewWith(() => nothing)
    expect(view).toMatchObject({ kind: 'authorizationView' })
    expect(view).not.toHaveProperty('location')
    expect(view).not.toHaveProperty('viewerLocation')
    expect(faults).toEqual([])
  })

  it('are searched for only if there is an address', async () => {
    const asked: string[] = []
    const world = createWorld({
      locateAddress(address) {
        asked.push(address)
        return berlin
      },
    })
    const command = { operation: 'startAuthorization', client: tvClient, resources: [] } as const
    const started = await world.service.startAuthorization(command, terms)
    expect(await world.open(isProblem(started) ? '' : started.userCode)).toMatchObject({ requester: {} })
    expect(asked).toEqual([personAddress.ip])
  })

  it.each<[string, AddressLocator, string]>([
    ['fails', () => Promise.reject(new Error('down')), 'PortFault'],
    ['never answers', () => new Promise(() => {}), 'PortFault'],
    ['returns a text', () => JSON.parse('"Berlin"'), 'RecordFault'],
    ['returns no name', () => JSON.parse('{"name":""}'), 'RecordFault'],
  ])('are absent and the faults reported, if the host %s', async (_, locate, name) => {
    const { view, faults } = await viewWith(locate)
    expect(view).toMatchObject({ kind: 'authorizationView' })
    expect(view).not.toHaveProperty('location')
    expect(view).not.toHaveProperty('viewerLocation')
    const reported = { fault: { name }, during: 'finding the location of an address' }
    expect(faults).toMatchObject([reported, reported])
    expect(String(faults[0]?.fault)).toContain('locateAddress')
  })
})
