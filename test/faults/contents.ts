import type { RedisServer } from '../../packages/store-redis/test-support/redis-server.js'

const listAll = `
local found = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  found[#found + 1] = key
  found[#found + 1] = redis.sha1hex(redis.call('DUMP', key))
end
return found`

/** Every record, revocation and user code that Redis has, each with a digest of its value. */
export async function contentsOf(redis: RedisServer, prefix = 'devicegrant:'): Promise<ReadonlyMap<string, string>> {
  const listed = await redis.command('EVAL', listAll, '0', prefix)
  const words = Array.isArray(listed) ? listed.map(String) : []
  const contents = new Map<string, string>()
  for (let nth = 0; nth < words.length; nth += 2) {
    const [key = '', digest = ''] = words.slice(nth, nth + 2)
    // The lists of accounts grow with every sign-in.
    if (!key.startsWith(`${prefix}s:`)) contents.set(key, digest)
  }
  return contents
}

/** What was written to since, or is gone. */
export function changesSince(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  return [...before].filter(([key, digest]) => now.get(key) !== digest).map(([key]) => key)
}
