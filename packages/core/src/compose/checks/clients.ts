import { isWithin } from '../../machine/scope.js'
import { type ConfigurationProblem, problem } from '../../misuse/configuration-error.js'
import { isBag, type OptionNames, unknownOptions } from '../../misuse/option-names.js'
import { RecordFault } from '../../service/call/faults.js'
import { readClientRecord } from '../../service/records/records.js'
import { isList, type ListedClient, withListedDefaults } from '../listed-clients.js'
import { firstPartyClient } from '../options/password-login-options.js'
import type { DeviceGrantOptions } from '../options.js'
import { missing } from './functions.js'
import { owner } from './names.js'

const names: OptionNames<ListedClient> = {
  clientId: true,
  name: true,
  authMethods: true,
  secretDigests: true,
  keys: true,
  dpop: true,
  grantTypes: true,
  refreshTokens: true,
  introspects: true,
  scopes: true,
  defaultScopes: true,
  resources: true,
  disabled: true,
  verified: true,
  logoUri: true,
  completeAddress: true,
  codeLifetime: true,
  pollInterval: true,
  startsPerAddress: true,
  pkce: true,
  verificationNumber: true,
}

const longestId = 60

/** Returns the problems of the clients: a registry of the host, or a list. */
export function checkClients(options: DeviceGrantOptions): readonly ConfigurationProblem[] {
  const { clients, passwordLogin } = options
  if (!isBag(clients) && !Array.isArray(clients)) {
    const message = 'clients must be a list of clients, or an object with the function findClient'
    return [problem(clients === undefined ? 'option-missing' : 'client-invalid', 'clients', message)]
  }
  if (!isList(clients)) return missing('clients', clients, ['findClient'])
  if (clients.length === 0) {
    const message =
      "clients must have at least one client, such as { clientId: 'mycli', name: 'My CLI', scopes: ['read'] }"
    return [problem('clients-empty', 'clients', message)]
  }
  const signIn = isBag(passwordLogin) ? firstPartyClient(passwordLogin) : undefined
  return [...clients.flatMap((client, index) => checkClient(client, index, options)), ...checkIds(clients, signIn)]
}

function checkClient(
  client: ListedClient,
  index: number,
  options: DeviceGrantOptions,
): readonly ConfigurationProblem[] {
  const path = pathOf(client, index)
  if (!isBag(client)) {
    return [
      problem('client-invalid', path, `${path} must be a client: an object with ${Object.keys(names).join(', ')}`),
    ]
  }
  const wrong = [...unknownOptions(owner, client, names, path), ...checkMembers(client, path)]
  return wrong.length > 0
    ? wrong
    : [...checkScopes(client, path), ...checkAuthentication(client, path), ...checkServed(client, path, options)]
}

// What this configuration does not serve would be refused at each request, without a hint for the host.
function checkServed(
  { authMethods, grantTypes, dpop: binding }: ListedClient,
  path: string,
  { clientAssertions, dpop, passwordLogin }: DeviceGrantOptions,
): readonly ConfigurationProblem[] {
  const wrong: (readonly [option: string, what: string])[] = []
  if (authMethods?.length === 0) {
    wrong.push(['authMethods', "must not be empty: the client could never authenticate. A public client has ['none']"])
  }
  if (authMethods?.includes('private_key_jwt') === true && clientAssertions === undefined) {
    wrong.push(['authMethods', 'must not have private_key_jwt without the option clientAssertions'])
  }
  if (binding === 'required' && dpop === undefined) {
    wrong.push(['dpop', "must not be 'required' without the option dpop"])
  }
  if (grantTypes?.length === 0) {
    wrong.push(['grantTypes', 'must not be empty: the client could get no tokens'])
  }
  if (grantTypes?.includes('password') === true && passwordLogin?.passwordGrant !== true) {
    wrong.push(['grantTypes', 'must not have password unless passwordLogin.passwordGrant is true'])
  }
  return wrong.map(([member, what]) => problem('client-invalid', `${path}.${member}`, `${path}.${member} ${what}`))
}

// The rules are those for a record of `findClient`.
function checkMembers(client: ListedClient, path: string): readonly ConfigurationProblem[] {
  try {
    readClientRecord(withListedDefaults(client), { operation: 'clients', record: () => path })
    return []
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault
    return fault.problems.map((text) => {
      const [member] = text.split(' ')
      return problem('client-invalid', `${path}.${member}`, `${path}.${text}`)
    })
  }
}

function checkScopes(client: ListedClient, path: string): readonly ConfigurationProblem[] {
  if (isWithin(client.defaultScopes ?? [], client.scopes)) return []
  const option = `${path}.defaultScopes`
  return [problem('default-scopes-not-allowed', option, `${option} must be a list of scope values from ${path}.scopes`)]
}

function checkAuthentication(client: ListedClient, path: string): readonly ConfigurationProblem[] {
  const { authMethods, secretDigests = [], keys = [] } = client
  // With the default, a client with a secret would be accepted without it.
  if (authMethods === undefined && secretDigests.length + keys.length > 0) {
    const option = `${path}.authMethods`
    const proof = secretDigests.length > 0 ? 'secretDigests' : 'keys'
    const message = `${option} is required for a client with ${proof}: by default a client is public and proves nothing`
    return [problem('client-auth-methods-missing', option, message)]
  }
  const needs = [
    ['client_secret_basic', 'secretDigests', secretDigests],
    ['client_secret_post', 'secretDigests', secretDigests],
    ['private_key_jwt', 'keys', keys],
  ] as const
  const unmet = needs.find(([method, , proofs]) => authMethods?.includes(method) === true && proofs.length === 0)
  if (unmet === undefined) return []
  const [method, proof] = unmet
  const option = `${path}.${proof}`
  const message = `${option} must not be empty: the client cannot authenticate by ${method} without ${proof}`
  return [problem('client-credentials-missing', option, message)]
}

function checkIds(clients: readonly ListedClient[], signIn: string | undefined): readonly ConfigurationProblem[] {
  const ids = clients.map((client) => (isBag(client) ? client.clientId : undefined))
  return clients.flatMap((client, index) => {
    const id = ids[index]
    if (id === undefined) return []
    const option = `${pathOf(client, index)}.clientId`
    const repeated = `${option} must be different from that of every other client in the list`
    const reserved = `${option} must not be ${signIn}: passwordLogin uses it for the sign-in of people`
    return [
      ...(ids.indexOf(id) === index ? [] : [problem('client-id-repeated', option, repeated)]),
      ...(id === signIn ? [problem('client-id-reserved', option, reserved)] : []),
    ]
  })
}

/** Returns the path of a client in messages: by its identifier, or by its place in the list if it has none. */
function pathOf(client: unknown, index: number): string {
  const id: unknown = Reflect.get(Object(client), 'clientId')
  return typeof id === 'string' && id !== ''
    ? `clients[${JSON.stringify(id.slice(0, longestId))}]`
    : `clients[${index}]`
}
