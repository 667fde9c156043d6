import { type ScriptOfKey, script } from './script.js'
import { admission, ifPresent } from './script-parts.js'

// A list has two members for each grant: one with the last use as its score, and one with the prefix `~` and the negative of
// `forgetAt` as its score. Expired members leave in portions. The key lasts as long as its last member.
//
// A list that has displaced a grant has the member `+`, with the score 0, and marks with the score 0: a member with the prefix
// `?` while a record may not be written yet, or `!` while it may end. From then on a grant without a mark is live, so it
// counts towards the caps without a look at its record.
const listing = `
local function forget(member)
  redis.call('ZREM', key, member, '~' .. member, '?' .. member, '!' .. member)
end
local function keep(member, forgetAt)
  redis.call('ZADD', key, 'LT', '-' .. forgetAt, '~' .. member)
  local earliest = string.format('%d', -now)
  for _, forgotten in ipairs(redis.call('ZRANGEBYSCORE', key, earliest, '(0', 'LIMIT', '0', '100')) do
    forget(string.sub(forgotten, 2))
  end
  local last = redis.call('ZRANGE', key, '0', '0', 'WITHSCORES')
  if last[2] then redis.call('PEXPIREAT', key, string.format('%d', -last[2])) end
end`

// Replies with the members beyond the caps, as if all members were live, and with the marks that this depends on. The arguments
// from `first` are the caps, the most members to name, and the members that do not count.
const naming = `
local function beyondCaps(member, first)
  local perAccount, perClient, most = tonumber(ARGV[first]), tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2])
  local named, counts, marks = {}, {}, {}
  if redis.call('ZCOUNT', key, '(0', '+inf') <= math.min(perAccount, perClient) then return {now, 'done', named, marks} end
  local ignored, skipped = {[member] = true}, 1
  local function ignore(other)
    ignored[other] = true
    skipped = skipped + 1
  end
  for nth = first + 3, #ARGV do ignore(ARGV[nth]) end
  for _, expired in ipairs(redis.call('ZRANGEBYSCORE', key, string.format('%d', -now), '(0')) do ignore(string.sub(expired, 2)) end
  local client = string.sub(member, -8)
  local ofAccount, ofClient = 1, 1
  local latest = redis.call('ZREVRANGEBYSCORE', key, '+inf', '(0', 'LIMIT', 0, perAccount + most + skipped)
  for _, other in ipairs(latest) do
    if not ignored[other] then
      local isOfClient = string.sub(other, -8) == client
      if ofAccount >= perAccount or (isOfClient and ofClient >= perClient) then
        if #named == most then break end
        table.insert(named, other)
      else
        ofAccount = ofAccount + 1
        if isOfClient then ofClient = ofClient + 1 end
      end
      counts[other] = true
    end
  end
  if #named == 0 then return {now, 'done', named, marks} end
  if not redis.call('ZSCORE', key, '+') then
    for _, any in ipairs(redis.call('ZRANGEBYSCORE', key, '(0', '+inf')) do redis.call('ZADD', key, '0', '?' .. any) end
    redis.call('ZADD', key, '0', '+')
  end
  for _, mark in ipairs(redis.call('ZRANGEBYSCORE', key, '0', '0')) do
    if counts[string.sub(mark, 2)] then table.insert(marks, mark) end
  end
  return {now, 'done', named, marks}
end`

/**
 * ARGV: deadline, member, `begun` or `new`, last use, forgetAt, caps. A full Redis refuses `new` grants, such
 * as a login, and accepts `begun` ones, such as an approved code.
 */
export const listFamily: ScriptOfKey = script(`
if ARGV[3] == 'begun' then ${admission}
end ${listing} ${naming}
redis.call('ZADD', key, 'GT', ARGV[4], ARGV[2])
if redis.call('ZSCORE', key, '+') then redis.call('ZADD', key, '0', '?' .. ARGV[2]) end
keep(ARGV[2], ARGV[5])
return beyondCaps(ARGV[2], 6)`)

/** ARGV: deadline, member of the new grant, caps. */
export const nameFamilies: ScriptOfKey = script(`${admission} ${naming}
return beyondCaps(ARGV[2], 3)`)

/** ARGV: deadline, member. Marks the member before its record ends. */
export const doubtFamily: ScriptOfKey = script(`${admission}
if redis.call('ZSCORE', key, ARGV[2]) then redis.call('ZADD', key, '0', '!' .. ARGV[2]) end
return {now, 'done'}`)

/** ARGV: deadline, member, last use, forgetAt. Does not add a member that is not in the list. */
export const moveFamily: ScriptOfKey = script(`${admission} ${listing}
if not redis.call('ZSCORE', key, ARGV[2]) then return {now, 'absent'} end
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done'}`)

/** ARGV: deadline, members, each as it is in the list. */
export const unlistFamilies: ScriptOfKey = script(`${admission}
for nth = 2, #ARGV do redis.call('ZREM', key, ARGV[nth]) end
return {now, 'done'}`)

/**
 * ARGV: deadline, number, and optionally the position to continue after: last use and grant. Replies with the next members
 * and their last uses. Redis sorts members of the same last use by bytes; Lua does not compare by bytes, so `isBelow` does.
 */
export const readList: ScriptOfKey = script(`${ifPresent}
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
