import { createHash } from 'node:crypto'

/**
 * A script in Lua. Each touches the one key it is given, judges nothing, and may run twice: whoever sends it names what it
 * writes, so that a second run recognises the first. Nothing is written before everything is checked, and one command
 * writes it all, since a script that fails does not roll back. SCHEMA.md says what the values look like.
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
  | 'cutOff'
  | 'useOnce'
  | 'introduce'

// A script that comes late, because Redis or the network stood still, must not act any more: its request was answered.
const start = `
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
if now > tonumber(ARGV[1]) then return {now, 'late'} end
local key = KEYS[1]`

// Renaming a key to itself changes nothing. It is a write that takes no memory, so two things follow. No replica does it:
// a primary answers, or nobody. And Redis looks at its memory limit at the first write of a script alone, so what comes
// after this one is written even where `maxmemory` is reached: what was begun goes on (docs/decisions/0027).
const admission = `
local renamed = redis.pcall('RENAMENX', key, key)
local isThere = type(renamed) ~= 'table'
if not isThere and not string.find(renamed.err, 'no such key', 1, true) then return renamed end`

const admitted = start + admission

const get = `${admitted}
local value = redis.call('GET', key)`

// What none of our versions has written is nobody's to judge, and is left alone.
const getRecord = `${get}
local revision, written, polled, poll, before, text
if value then
  revision, written, polled, poll, before, text = string.match(value, '^1 (%d+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  if not revision then return redis.error_reply('DEVICEGRANT the record has a form that this version does not know') end
end`

const present = `${admitted}
if not isThere then return {now, 'absent'} end`

/** ARGV: deadline. */
const read = script(`${present}
return {now, 'found', redis.call('GET', key)}`)

/** ARGV: deadline. The same with a write that changes nothing, so that what was read can be confirmed as durable. */
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

/** ARGV: deadline, name of the poll, its moment. The reply has the record and the stamp as they were just before. */
const stampPoll = script(`${getRecord}
if not value then return {now, 'absent'} end
if poll ~= ARGV[2] then
  before = polled
  redis.call('SET', key, table.concat({'1', revision, written, ARGV[3], ARGV[2], before, text}, ' '), 'KEEPTTL')
end
return {now, 'found', revision, before, text}`)

/**
 * ARGV: deadline, device code, forgetAt. Says whether the user code leads to that device code now. A new authorization
 * begins here, so here a full Redis refuses it.
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

// A list has two members for each grant: one scored by the last use, and one marked with `~` and scored by the negative
// of the day to forget it. What is forgotten by now leaves, some at a time; the key is kept as long as the last of it.
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
 * ARGV: deadline, member, last use, forgetAt, number, `begun` or `new`. The members used last, that many, the latest first.
 * A full Redis refuses what is new, such as a login, and takes what was begun before, such as an approved code.
 */
const listFamily = script(`${start}
if ARGV[6] == 'begun' then ${admission}
end ${listing}
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
keep(ARGV[2], ARGV[4])
return {now, 'done', redis.call('ZREVRANGEBYSCORE', key, '+inf', '(0', 'LIMIT', 0, ARGV[5])}`)

/** ARGV: deadline, member, last use, forgetAt. What is not in the list stays out of it. */
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
 * ARGV: deadline, number, and a place to go on after: last use and grant. The members that come next, each with its last
 * use. Of one last use they are in the order of their bytes, which the comparisons of Lua are not.
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

/** ARGV: deadline, moment, forgetAt. The latest of the moments and of the days to forget them. */
const cutOff = script(`${get}
local at, untilThen = ARGV[2], ARGV[3]
if value then
  local heldAt, heldUntil = string.match(value, '^1 (%d+) (%d+)$')
  if not heldAt then return redis.error_reply('DEVICEGRANT the cut-off has a form that this version does not know') end
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

/** ARGV: none. What a server says of itself, if it may. */
const introduce = script(`
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
local told = redis.pcall('INFO')
if type(told) == 'table' then return {now, 'untold'} end
return {now, 'found', told}`)

/** Every script of the stores, by its name. */
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
  cutOff,
  useOnce,
  introduce,
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
