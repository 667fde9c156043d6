/** The addresses of a Redis server or of some nodes of a cluster, and the credentials. */
export interface RedisPlace {
  readonly nodes: readonly RedisNode[]
  readonly isCluster: boolean
  readonly access: RedisAccess
}

/** The address of one server. */
export interface RedisNode {
  readonly host: string
  readonly port: number
}

/** The credentials and settings of all nodes, with the names of ioredis. */
export interface RedisAccess {
  readonly username?: string
  readonly password?: string
  readonly db?: number
  readonly tls?: object
}

/** The allowed values of `REDIS_URL`, for an error message. */
export const redisUrlForm: string =
  'redis://user:password@host:port/database (only the host is required), or rediss:// for TLS; several URLs, separated by ' +
  'commas, are nodes of one cluster, with the same user and password and without a database'

const usualPort = 6_379

/** Reads URLs that are separated by commas. Returns `undefined` if a URL is wrong, or if they are not of one cluster. */
export function readRedisPlace(text: string): RedisPlace | undefined {
  const doors = text.split(',').map((url) => readUrl(url.trim()))
  const [first] = doors
  const isCluster = doors.length > 1
  if (first === undefined || (isCluster && first.access.db !== undefined)) return undefined
  const nodes = doors.flatMap((door) => (door !== undefined && isSame(door.access, first.access) ? [door.node] : []))
  return nodes.length === doors.length ? { nodes, isCluster, access: first.access } : undefined
}

/** Returns the addresses as text, without secrets. */
export function describePlace({ nodes, isCluster }: RedisPlace): string {
  const names = nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
  return `${isCluster ? 'the Redis Cluster' : 'Redis'} at ${names.join(', ')}`
}

function readUrl(text: string): { readonly node: RedisNode; readonly access: RedisAccess } | undefined {
  const [, scheme = '', database] = /^(rediss?):\/\/[^/?#]+\/?(\d{1,6})?$/.exec(text) ?? []
  if (scheme === '' || !URL.canParse(text)) return undefined
  const { hostname, port, username, password } = new URL(text)
  const [name, word] = [readEscapes(username), readEscapes(password)]
  if (hostname === '' || name === undefined || word === undefined) return undefined
  return {
    node: { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usualPort : Number(port) },
    access: {
      ...(name !== '' && { username: name }),
      ...(word !== '' && { password: word }),
      ...(Number(database) > 0 && { db: Number(database) }),
      ...(scheme === 'rediss' && { tls: {} }),
    },
  }
}

function readEscapes(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign without an escape. The caller refuses the URL; the error itself could contain the password.
    return undefined
  }
}

function isSame(one: RedisAccess, other: RedisAccess): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
