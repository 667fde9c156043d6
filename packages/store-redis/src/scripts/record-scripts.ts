import { type Script, script } from './script.js'
import { ifPresent, start, withRecord, withValue } from './script-parts.js'

/** ARGV: deadline. */
export const read: Script = script(`${ifPresent}
return {now, 'found', redis.call('GET', key)}`)

/** ARGV: deadline. Like `read`, with a write that changes nothing, so that the value can be confirmed as durable. */
export const readDurably: Script = script(`${withValue}
if not value then return {now, 'absent'} end
redis.call('SET', key, value, 'KEEPTTL')
return {now, 'found', value}`)

/** ARGV: deadline, id of the write, record, forgetAt. */
export const createRecord: Script = script(`${withRecord}
if not value then
  redis.call('SET', key, '1 1 ' .. ARGV[2] .. ' - - - ' .. ARGV[3], 'PXAT', ARGV[4])
  return {now, 'done'}
end
return {now, (revision == '1' and written == ARGV[2]) and 'done' or 'taken'}`)

/** ARGV: deadline, id of the write, revision that was read, record, forgetAt. */
export const replaceRecord: Script = script(`${withRecord}
if not value then return {now, 'stale'} end
if tonumber(revision) == tonumber(ARGV[3]) then
  local header = table.concat({'1', revision + 1, ARGV[2], polled, poll, before, ''}, ' ')
  redis.call('SET', key, header .. ARGV[4], 'PXAT', ARGV[5])
  return {now, 'done'}
end
local again = tonumber(revision) == ARGV[3] + 1 and written == ARGV[2]
return {now, again and 'done' or 'stale'}`)

/** ARGV: deadline, id of the poll, its moment. The reply has the record and the poll time from before this poll. */
export const stampPoll: Script = script(`${withRecord}
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
export const takeUserCode: Script = script(`${start}
local value = redis.call('GET', key)
if value then return {now, value == ARGV[2] and 'done' or 'taken'} end
redis.call('SET', key, ARGV[2], 'PXAT', ARGV[3])
return {now, 'done'}`)

/** ARGV: deadline, device code, forgetAt. */
export const keepUserCode: Script = script(`${withValue}
if value == ARGV[2] then redis.call('PEXPIREAT', key, ARGV[3]) end
return {now, 'done'}`)
