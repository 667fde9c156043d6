import { type Script, script } from './script.js'
import { admission, admitted, ifPresent, start } from './script-parts.js'

// A list has two members for each grant: one with the last use as its score, and one with the prefix `~` and the negative of
// `forgetAt` as its score. Expired members leave in portions. The key lasts as long as its last member.
const listing = `
local function forget(member)
  redis.call('ZREM', key, member, string.sub(member, 2))
end
local function keep(member, forgetAt)
  redis.call('ZADD', key, 'LT', -forgetAt, '~' .. member)
  for _, forgotten in ipairs(redis.call('ZRANGEBYSCORE', key, -now, '(0', 'LIMIT', 0, 100)) do forget(forgotten) end
  local last = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if last[2] then redis.call('PEXPIREAT', key, -last[2]) end
end`

/**
 * ARGV: deadline, member, last use, forgetAt, number, `begun` or `new`. Replies with that number of members, the most
 * recently used first. A full Redis refuses `new` grants, such as a login, and accepts `begun` ones, such as an approved code.
 */
export const listFamily: Script = script(`${start}
if ARGV[6] == 'begun' then ${admission}
end ${listing}
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done', redis.call('ZREVRANGEBYSCORE', key, '+inf', '(0', 'LIMIT', 0, ARGV[5])}`)

/** ARGV: deadline, member, last use, forgetAt. Does not add a member that is not in the list. */
export const moveFamily: Script = script(`${admitted} ${listing}
if not redis.call('ZSCORE', key, ARGV[2]) then return {now, 'absent'} end
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done'}`)

/** ARGV: deadline, members. */
export const unlistFamilies: Script = script(`${admitted}
for nth = 2, #ARGV do redis.call('ZREM', key, ARGV[nth], '~' .. ARGV[nth]) end
return {now, 'done'}`)

/**
 * ARGV: deadline, number, and optionally the position to continue after: last use and grant. Replies with the next members
 * and their last uses. Redis sorts members of the same last use by bytes; Lua does not compare by bytes, so `isBelow` does.
 */
export const readList: Script = script(`${ifPresent}
local function isBelow(one, other)
  for at = 1, math.min(#one, #other) do
    local left, right = string.byte(one, at), string.byte(other, at)
    if left ~= right then return left < right end
  end
  return #one < #other
end
local first = 0
if ARGV[3] then
  first = redis.call('ZCOUNT', key, '(' .. ARGV[3], '+inf')
  local last = redis.call('ZCOUNT', key, ARGV[3], '+inf')
  while first < last do
    local middle = math.floor((first + last) / 2)
    if isBelow(redis.call('ZREVRANGE', key, middle, middle)[1], ARGV[4]) then last = middle else first = middle + 1 end
  end
end
return {now, 'found', redis.call('ZREVRANGEBYSCORE', key, '+inf', '(0', 'WITHSCORES', 'LIMIT', first, ARGV[2])}`)
