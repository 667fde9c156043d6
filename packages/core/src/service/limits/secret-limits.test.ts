import { expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { terms } from '../../../test-support/device.js'
import { agentSecret } from '../../../test-support/fake-ports.js'
import { createWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'

const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const

it('polls of a fleet behind one address do not use up the tries of its other requests', async () => {
  const limits = { rules: defaultLimitRules(defaultPolicy), inProcess: createLimitStore() }
  const { clients, service, eventsOf } = createWorld({ limits })
  const found = createDeferred<void>()
  const findClient = clients.findClient.bind(clients)
  vi.spyOn(clients, 'findClient').mockImplementation((id) => found.promise.then(() => findClient(id)))
  const call = () => service.startCall({ ip: '192.0.2.7' })
  const poll = () =>
    service.exchangeDeviceCode(
      { operation: 'exchangeDeviceCode', client, deviceCode: 'unknown', resources: [] },
      terms,
      call(),
    )
  const polls = Array.from({ length: 30 }, poll)
  await everythingElse()
  const start = service.startAuthorization({ operation: 'startAuthorization', client, resources: [] }, terms, call())
  await everythingElse()
  found.resolve()
  expect(await start).toMatchObject({ kind: 'authorizationStarted' })
  const codes = (await Promise.all(polls)).map((outcome) => Object(outcome).code)
  expect(codes.slice(0, 20)).toEqual(Array(20).fill('unknownDeviceCode'))
  expect(eventsOf('limitReached')).toEqual([])
})
