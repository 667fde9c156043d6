import { type ScriptOfKey, script } from './script.js'
import { withValue } from './script-parts.js'

/** Reads a revocation: its moment, or `-`, when it may be forgotten, and its windows, each with a space before it. */
const heldRevocation = `
local heldAt, heldUntil, heldWindows = nil, nil, ''
if value then
  heldAt, heldUntil, heldWindows = string.match(value, '^1 ([%d-]+) (%d+)(.*)$')
  if not heldAt then return redis.error_reply('DEVICEGRANT the revocation has a format that this version does not know') end
  if tonumber(heldUntil) > tonumber(untilThen) then untilThen = heldUntil end
end`

/** ARGV: deadline, moment, forgetAt. Keeps the later moment and the later forgetAt. */
export const revokeBefore: ScriptOfKey = script(`${withValue}
local at, untilThen = ARGV[2], ARGV[3]
${heldRevocation}
if heldAt and heldAt ~= '-' and tonumber(heldAt) > tonumber(at) then at = heldAt end
redis.call('SET', key, '1 ' .. at .. ' ' .. untilThen .. heldWindows, 'PXAT', untilThen)
return {now, 'done'}`)

/**
 * ARGV: deadline, window, forgetAt. Keeps the moment of `revokeBefore`, and the windows that must still be kept. The same
 * window twice is one, with the later forgetAt.
 */
export const revokeWindow: ScriptOfKey = script(`${withValue}
local untilThen = ARGV[3]
${heldRevocation}
local windows, count, ownUntil = '', 1, ARGV[3]
for window, forgetAt in string.gmatch(heldWindows, ' ([^ ;]+);(%d+)') do
  if window == ARGV[2] then
    if tonumber(forgetAt) > tonumber(ownUntil) then ownUntil = forgetAt end
  elseif tonumber(forgetAt) > now then
    windows, count = windows .. ' ' .. window .. ';' .. forgetAt, count + 1
  end
end
if count > 100 then return redis.error_reply('DEVICEGRANT a client has 100 revoked windows already: revoke all of its grants, or a longer window') end
windows = windows .. ' ' .. ARGV[2] .. ';' .. ownUntil
redis.call('SET', key, '1 ' .. (heldAt or '-') .. ' ' .. untilThen .. windows, 'PXAT', untilThen)
return {now, 'done'}`)

/** ARGV: deadline, id of the use, forgetAt. */
export const useOnce: ScriptOfKey = script(`${withValue}
if value then return {now, value == '1 ' .. ARGV[2] and 'done' or 'taken'} end
redis.call('SET', key, '1 ' .. ARGV[2], 'PXAT', ARGV[3])
return {now, 'done'}`)
