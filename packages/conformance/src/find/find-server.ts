import { OutOfBudget } from '../http/budget.js'
import { type Exchange, type JsonObject, objectIn } from '../http/exchange.js'
import { Unreachable, type Wire } from '../http/wire.js'
import { metadataAddresses, quoted } from './addresses.js'
import { CannotAudit } from './cannot-audit.js'
import { type EndpointName, type Endpoints, endpointMembers, endpointNames } from './endpoints.js'

/** The metadata of a server, as it was read. RFC 8414 §3 */
export interface Metadata {
  readonly exchange: Exchange
  readonly document: JsonObject
}

/** A server, with its endpoints. */
export interface FoundServer {
  /** What the caller named. */
  readonly address: string
  readonly metadata: Metadata | undefined
  readonly endpoints: Endpoints & Required<Pick<Endpoints, 'deviceAuthorization' | 'token'>>
  /** Why an endpoint of the metadata is not used. */
  readonly unused: ReadonlyMap<EndpointName, string>
}

/**
 * Finds the endpoints of a server by its metadata. Addresses that the caller names go first. RFC 8414 §3
 *
 * @throws CannotAudit if there is no device authorization endpoint or no token endpoint, or one of them is at an origin that the
 *   caller did not name.
 */
export async function findServer(
  address: URL,
  named: Endpoints,
  origins: ReadonlySet<string>,
  wire: Wire,
): Promise<FoundServer> {
  const metadata = await readMetadata(address, wire)
  const unused = new Map<EndpointName, string>()
  const endpoints: Partial<Record<EndpointName, string>> = { ...named }
  for (const name of endpointNames) {
    const listed = metadata?.document[endpointMembers[name]]
    if (endpoints[name] !== undefined || typeof listed !== 'string') continue
    const problem = problemOf(listed, origins)
    if (problem === undefined) endpoints[name] = listed
    else unused.set(name, problem)
  }
  const { deviceAuthorization, token } = endpoints
  if (deviceAuthorization === undefined || token === undefined) throw lacking(address, metadata, unused, endpoints)
  return { address: address.href, metadata, endpoints: { ...endpoints, deviceAuthorization, token }, unused }
}

async function readMetadata(address: URL, wire: Wire): Promise<Metadata | undefined> {
  const faults: Error[] = []
  const addresses = metadataAddresses(address)
  for (const url of addresses) {
    const exchange = await askFor(url, wire)
    if (exchange instanceof Error) {
      faults.push(exchange)
      continue
    }
    const document = exchange.status === 200 ? objectIn(exchange) : undefined
    if (document !== undefined) return { exchange, document }
  }
  const [fault] = faults
  if (fault !== undefined && faults.length === addresses.length) throw new CannotAudit(fault.message, { cause: fault })
  return undefined
}

async function askFor(url: string, wire: Wire): Promise<Exchange | Error> {
  try {
    return await wire.send({ method: 'GET', url, headers: [['Accept', 'application/json']] })
  } catch (fault) {
    if (fault instanceof Unreachable || fault instanceof OutOfBudget) return fault
    throw fault
  }
}

/** Returns why the address of an endpoint in the metadata cannot be used. */
function problemOf(listed: string, origins: ReadonlySet<string>): string | undefined {
  if (!URL.canParse(listed)) return `the metadata has no URL there, but ${quoted(listed)}`
  const { protocol, username, password, hash, origin } = new URL(listed)
  if (!/^https?:$/.test(protocol)) return `the metadata has no address of HTTP there, but ${quoted(listed)}`
  if (username !== '' || password !== '') return 'its address in the metadata has a user or a password'
  if (hash !== '') return 'its address in the metadata has a fragment'
  return origins.has(origin)
    ? undefined
    : `it is at ${origin}, an origin that was not named as one that may get requests`
}

function lacking(
  address: URL,
  metadata: Metadata | undefined,
  unused: ReadonlyMap<EndpointName, string>,
  { deviceAuthorization }: Endpoints,
): CannotAudit {
  const name = deviceAuthorization === undefined ? 'deviceAuthorization' : 'token'
  const what = `the ${endpointMembers[name].replaceAll('_', ' ')}`
  const reason = unused.get(name)
  if (reason !== undefined) return new CannotAudit(`${what} cannot be used: ${reason}`)
  if (metadata === undefined) {
    return new CannotAudit(
      `${address.href} has no metadata (RFC 8414): name the issuer with its path, or the address of ${what}`,
    )
  }
  return new CannotAudit(
    `the metadata at ${metadata.exchange.request.url} lacks ${what}: name its address, if the server has one`,
  )
}
