/**
 * The start of every script, in Lua. A script that runs late, because Redis or the network was frozen, does nothing: its
 * request has already failed.
 */
export const start: string = `
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
if now > tonumber(ARGV[1]) then return {now, 'late'} end
local isAdmitted, isFirstPass = false, false`

/**
 * Renames the key to itself. That changes nothing, but it is a write that takes no memory. This has two effects. A replica
 * refuses it, so only a primary can reply. And Redis checks its memory limit only at the first write of a script, so the
 * next writes succeed even if `maxmemory` is reached: existing work continues (docs/decisions/0027). Once is enough for all
 * calls of a script. In the first pass of `together`, existing work waits, so that it admits no new work. `isThere` is `false`
 * only if the key certainly does not exist.
 */
export const admission: string = `
local isThere = true
if isFirstPass then return end
if not isAdmitted then
  local renamed = redis.pcall('RENAMENX', key, key)
  isThere = type(renamed) ~= 'table'
  if not isThere and not string.find(renamed.err, 'no such key', 1, true) then return renamed end
  isAdmitted = true
end`

/** The start of a body that reads the value of its key. */
export const withValue: string = `${admission}
local value = redis.call('GET', key)`

/** Reads a record. A value in another format is refused and left unchanged. */
export const readingRecord: string = `
local value = redis.call('GET', key)
local revision, written, polled, poll, before, code, text
if value then
  revision, written, polled, poll, before, code, text =
    string.match(value, '^2 (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  if not revision then return redis.error_reply('DEVICEGRANT the record has a format that this version does not know') end
end`

/** The start of a body that continues existing work on a record. */
export const withRecord: string = admission + readingRecord

/** The start of a body that does nothing if its key does not exist. */
export const ifPresent: string = `${admission}
if not isThere then return {now, 'absent'} end`
