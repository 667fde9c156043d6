import type { ClientId } from '../../machine/names.js'
import type { RegisteredClient, RegistrationRefusal, RegistrationRequest } from '../../ports/client-registration.js'
import type { Client, ClientRegistry } from '../../ports/client-registry.js'
import type { PortName } from '../../ports/telemetry/words.js'
import type { Call } from '../call/call.js'
import { RecordFault } from '../call/faults.js'
import { quoted } from '../records/read-record.js'
import { isObject } from '../records/record-rules.js'
import { readClientRecord } from '../records/records.js'
import { readRegisteredClient, readRegistrationRefusal } from '../records/registration-records.js'
import { callPort, type Guarded } from './guarded.js'

const checkedRegistries = new WeakSet<ClientRegistry>()

/** Returns a registry of these clients, which were checked. Its guard does not check them again for each request. */
export function checkedRegistry(clients: ReadonlyMap<ClientId, Client>): ClientRegistry {
  const registry: ClientRegistry = { findClient: (clientId) => clients.get(clientId) }
  checkedRegistries.add(registry)
  return registry
}

/**
 * Returns the same registry behind its guard. The client of first-party logins comes from the configuration and not
 * from the registry: its tokens are the sign-in of a person, so no device may ever get one (RFC 8628 §5.5).
 */
export function guardClients(clients: ClientRegistry, firstParty: Client | undefined): Guarded<ClientRegistry> {
  const isChecked = checkedRegistries.has(clients)
  return {
    async findClient(call, clientId) {
      if (clientId === firstParty?.clientId) return firstParty
      // It answers at once, and from memory.
      if (isChecked) return (await clients.findClient(clientId)) ?? undefined
      const operation = 'clients.findClient'
      const found = await callPort(call, operation, () => clients.findClient(clientId))
      const record = () => `the client ${quoted(clientId)}`
      return readClientRecord(found, { operation, record, key: ['clientId', clientId] })
    },
    ...(clients.registerClient && {
      registerClient: async (call: Call, request: RegistrationRequest) => {
        const operation = 'clients.registerClient'
        const made: unknown = await callPort(call, operation, () => clients.registerClient?.(request))
        return readRegistration(operation, made)
      },
    }),
  }
}

function readRegistration(operation: PortName, made: unknown): RegisteredClient | RegistrationRefusal {
  const asked = { operation, record: () => 'the registered client' }
  const read =
    isObject(made) && 'refused' in made ? readRegistrationRefusal(made, asked) : readRegisteredClient(made, asked)
  if (read !== undefined) return read
  throw new RecordFault(operation, 'its result', ['it must be a registered client, or { refused }'])
}
