import { createHash } from 'node:crypto'

/**
 * A script in Lua. Each script uses only its one key, judges nothing, and may run twice: each write has a name, so a second
 * run recognizes the first. A script checks everything before it writes, and writes with one command, because Redis does not
 * roll back a script that fails. SCHEMA.md describes the values.
 */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** The names of the scripts. */
export type ScriptName =
  | 'read'
  | 'readDurably'
  | 'createRecord'
  | 'replaceRecord'
  | 'stampPoll'
  | 'takeUserCode'
  | 'keepUserCode'
  | 'listFamily'
  | 'moveFamily'
  | 'unlistFamilies'
  | 'readList'
  | 'revokeBefore'
  | 'useOnce'
  | 'introduce'

// A script that runs late, because Redis or the network was frozen, must do nothing: its request has already failed.
const start = `
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
if now > tonumber(ARGV[1]) then return {now, 'late'} end
local key = KEYS[1]`

// Renaming a key to itself changes nothing, but it is a write that takes no memory. This has two effects. A replica refuses
// it, so only a primary can reply. And Redis checks its memory limit only at the first write of a script, so the next writes
// succeed even if `maxmemory` is reached: existing work continues (docs/decisions/0027).
const admission = `
local renamed = redis.pcall('RENAMENX', key, key)
local isThere = type(renamed) ~= 'table'
if not isThere and not string.find(renamed.err, 'no such key', 1, true) then return renamed end`

const admitted = start + admission

const get = `${admitted}
local value = redis.call('GET', key)`

// A value in another format is refused and left unchanged.
const getRecord = `${get}
local revision, written, polled, poll, before, text
if value then
  revision, written, polled, poll, before, text = string.match(value, '^1 (%d+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  if not revision then return redis.error_reply('DEVICEGRANT the record has a format that this version does not know') end
end`

const present = `${admitted}
if not isThere then return {now, 'absent'} end`

/** ARGV: deadline. */
const read = script(`${present}
return {now, 'found', redis.call('GET', key)}`)

/** ARGV: deadline. Like `read`, with a write that changes nothing, so that the value can be confirmed as durable. */
const readDurably = script(`${get}
if not value then return {now, 'absent'} end
redis.call('SET', key, value, 'KEEPTTL')
return {now, 'found', value}`)

/** ARGV: deadline, name of the write, record, forgetAt. */
const createRecord = script(`${getRecord}
if not value then
  redis.call('SET', key, '1 1 ' .. ARGV[2] .. ' - - - ' .. ARGV[3], 'PXAT', ARGV[4])
  return {now, 'done'}
end
return {now, (revision == '1' and written == ARGV[2]) and 'done' or 'taken'}`)

/** ARGV: deadline, name of the write, revision that was read, record, forgetAt. */
const replaceRecord = script(`${getRecord}
if not value then return {now, 'stale'} end
if tonumber(revision) == tonumber(ARGV[3]) then
  local header = table.concat({'1', revision + 1, ARGV[2], polled, poll, before, ''}, ' ')
  redis.call('SET', key, header .. ARGV[4], 'PXAT', ARGV[5])
  return {now, 'done'}
end
local again = tonumber(revision) == ARGV[3] + 1 and written == ARGV[2]
return {now, again and 'done' or 'stale'}`)

/** ARGV: deadline, name of the poll, its moment. The reply has the record and the poll time from before this poll. */
const stampPoll = script(`${getRecord}
if not value then return {now, 'absent'} end
if poll ~= ARGV[2] then
  before = polled
  redis.call('SET', key, table.concat({'1', revision, written, ARGV[3], ARGV[2], before, text}, ' '), 'KEEPTTL')
end
return {now, 'found', revision, before, text}`)

/**
 * ARGV: deadline, device code, forgetAt. Replies whether the user code now belongs to this device code. A new authorization
 * starts with this script, so a full Redis refuses it here.
 */
const takeUserCode = script(`${start}
local value = redis.call('GET', key)
if value then return {now, value == ARGV[2] and 'done' or 'taken'} end
redis.call('SET', key, ARGV[2], 'PXAT', ARGV[3])
return {now, 'done'}`)

/** ARGV: deadline, device code, forgetAt. */
const keepUserCode = script(`${get}
if value == ARGV[2] then redis.call('PEXPIREAT', key, ARGV[3]) end
return {now, 'done'}`)

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
const listFamily = script(`${start}
if ARGV[6] == 'begun' then ${admission}
end ${listing}
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done', redis.call('ZREVRANGEBYSCORE', key, '+inf', '(0', 'LIMIT', 0, ARGV[5])}`)

/** ARGV: deadline, member, last use, forgetAt. Does not add a member that is not in the list. */
const moveFamily = script(`${admitted} ${listing}
if not redis.call('ZSCORE', key, ARGV[2]) then return {now, 'absent'} end
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done'}`)

/** ARGV: deadline, members. */
const unlistFamilies = script(`${admitted}
for nth = 2, #ARGV do redis.call('ZREM', key, ARGV[nth], '~' .. ARGV[nth]) end
return {now, 'done'}`)

/**
 * ARGV: deadline, number, and optionally the position to continue after: last use and grant. Replies with the next members
 * and their last uses. Redis sorts members of the same last use by bytes; Lua does not compare by bytes, so `isBelow` does.
 */
const readList = script(`${present}
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

/** ARGV: deadline, moment, forgetAt. Keeps the later moment and the later forgetAt. */
const revokeBefore = script(`${get}
local at, untilThen = ARGV[2], ARGV[3]
if value then
  local heldAt, heldUntil = string.match(value, '^1 (%d+) (%d+)$')
  if not heldAt then return redis.error_reply('DEVICEGRANT the revocation has a format that this version does not know') end
  if tonumber(heldAt) > tonumber(at) then at = heldAt end
  if tonumber(heldUntil) > tonumber(untilThen) then untilThen = heldUntil end
end
redis.call('SET', key, '1 ' .. at .. ' ' .. untilThen, 'PXAT', untilThen)
return {now, 'done'}`)

/** ARGV: deadline, name of the use, forgetAt. */
const useOnce = script(`${get}
if value then return {now, value == '1 ' .. ARGV[2] and 'done' or 'taken'} end
redis.call('SET', key, '1 ' .. ARGV[2], 'PXAT', ARGV[3])
return {now, 'done'}`)

/** ARGV: none. Replies with the INFO of a server, if the ACL allows it. */
const introduce = script(`
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
local info = redis.pcall('INFO')
if type(info) == 'table' then return {now, 'refused'} end
return {now, 'found', info}`)

/** All scripts of the stores. */
export const scripts: Readonly<Record<ScriptName, Script>> = {
  read,
  readDurably,
  createRecord,
  replaceRecord,
  stampPoll,
  takeUserCode,
  keepUserCode,
  listFamily,
  moveFamily,
  unlistFamilies,
  readList,
  revokeBefore,
  useOnce,
  introduce,
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
