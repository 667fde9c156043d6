import { type ScriptOfKey, script } from './script.js'
import { admission, ifPresent, readingRecord, withRecord, withValue } from './script-parts.js'

/** ARGV: deadline. */
export const read: ScriptOfKey = script(`${ifPresent}
local value = redis.call('GET', key)
if not value then return {now, 'absent'} end
return {now, 'found', value}`)

/** ARGV: deadline. Like `read`, with a write that changes nothing, so that the value can be confirmed as durable. */
export const readDurably: ScriptOfKey = script(`${withValue}
if not value then return {now, 'absent'} end
redis.call('SET', key, value, 'KEEPTTL')
return {now, 'found', value}`)

/**
 * ARGV: deadline, id of the write, digest of the device code or `-`, record, forgetAt, `begun` or `new`. A full Redis refuses
 * `new` work, such as an authorization, and accepts `begun` work, such as the grant of an approved code.
 */
export const createRecord: ScriptOfKey = script(`
if ARGV[6] == 'begun' then ${admission}
end ${readingRecord}
if not value then
  redis.call('SET', key, '2 1 ' .. ARGV[2] .. ' - - - ' .. ARGV[3] .. ' ' .. ARGV[4], 'PXAT', ARGV[5])
  return {now, 'done'}
end
return {now, (revision == '1' and written == ARGV[2]) and 'done' or 'taken'}`)

/** ARGV: deadline, id of the write, revision that was read, record, forgetAt. */
export const replaceRecord: ScriptOfKey = script(`${withRecord}
if not value then return {now, 'stale'} end
if tonumber(revision) == tonumber(ARGV[3]) then
  local stamps = polled .. ' ' .. poll .. ' ' .. before .. ' ' .. code
  redis.call('SET', key, '2 ' .. revision + 1 .. ' ' .. ARGV[2] .. ' ' .. stamps .. ' ' .. ARGV[4], 'PXAT', ARGV[5])
  return {now, 'done'}
end
local again = tonumber(revision) == ARGV[3] + 1 and written == ARGV[2]
return {now, again and 'done' or 'stale'}`)

/**
 * ARGV: deadline, digest of the device code, id of the poll, its moment. The reply has the record and the poll time from before
 * this poll. With another digest it is that of an absent record, and nothing changes. The digests are keyed, so the time of the
 * comparison shows nothing that helps to guess a code.
 */
export const stampPoll: ScriptOfKey = script(`${withRecord}
if code ~= ARGV[2] then return {now, 'absent'} end
if poll ~= ARGV[3] then
  before = polled
  local stamps = ARGV[4] .. ' ' .. ARGV[3] .. ' ' .. before .. ' ' .. code
  redis.call('SET', key, '2 ' .. revision .. ' ' .. written .. ' ' .. stamps .. ' ' .. text, 'KEEPTTL')
end
return {now, 'found', revision, before, text}`)
