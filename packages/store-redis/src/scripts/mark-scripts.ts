import { type ScriptOfKey, script } from './script.js'
import { withValue } from './script-parts.js'

/** ARGV: deadline, moment, forgetAt. Keeps the later moment and the later forgetAt. */
export const revokeBefore: ScriptOfKey = script(`${withValue}
local at, untilThen = ARGV[2], ARGV[3]
if value then
  local heldAt, heldUntil = string.match(value, '^1 (%d+) (%d+)$')
  if not heldAt then return redis.error_reply('DEVICEGRANT the revocation has a format that this version does not know') end
  if tonumber(heldAt) > tonumber(at) then at = heldAt end
  if tonumber(heldUntil) > tonumber(untilThen) then untilThen = heldUntil end
end
redis.call('SET', key, '1 ' .. at .. ' ' .. untilThen, 'PXAT', untilThen)
return {now, 'done'}`)

/** ARGV: deadline, id of the use, forgetAt. */
export const useOnce: ScriptOfKey = script(`${withValue}
if value then return {now, value == '1 ' .. ARGV[2] and 'done' or 'taken'} end
redis.call('SET', key, '1 ' .. ARGV[2], 'PXAT', ARGV[3])
return {now, 'done'}`)
