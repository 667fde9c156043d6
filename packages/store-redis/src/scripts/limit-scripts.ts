import { type ScriptOfKey, script } from './script.js'
import { admission, withValue } from './script-parts.js'

// `every`, `first` and the moments may have fractions of a millisecond, which Redis would cut off a number. 17 digits lose nothing.
// Redis writes a number in 17 digits too, which takes as long as a SET, so commands get text.
const counting = `
local written, fullAt, failures, freeAt, forgetAt
if value then
  written, fullAt = string.match(value, '^1 (%S+) ([%d.]+)$')
  if not written then written, failures, freeAt, forgetAt = string.match(value, '^1 (%S+) (%d+) ([%d.]+) ([%d.]+)$') end
  if not written then return redis.error_reply('DEVICEGRANT the limit has a format that this version does not know') end
  fullAt, failures, freeAt, forgetAt = tonumber(fullAt), tonumber(failures), tonumber(freeAt), tonumber(forgetAt)
end
local at = tonumber(ARGV[3])
local function exactly(number)
  return string.format((number % 1 == 0 and math.abs(number) < 2 ^ 53) and '%d' or '%.17g', number)
end
local function keep(state, till)
  redis.call('SET', key, '1 ' .. state, 'PXAT', exactly(math.ceil(math.max(till, now + till - at))))
end
local function keepRate(writer, till)
  keep(writer .. ' ' .. exactly(till), till)
end
local function keepStreak(writer, number, free, till)
  keep(table.concat({writer, exactly(number), exactly(free), exactly(till)}, ' '), till)
end`

// A full Redis refuses new names, because an attacker makes any number of them, and counts on for the others.
const starting = `
local value = redis.call('GET', key)
if value then ${admission}
end`

/**
 * ARGV: deadline, id of the try, its moment, and the rule: `rate`, burst, every; or `streak`, free, first, ceiling, remember.
 * Does the same as `reserveLimit` of core, which explains the steps.
 */
export const reserveTry: ScriptOfKey = script(`${starting} ${counting}
local isAgain = written == ARGV[2]
if ARGV[4] == 'rate' then
  local burst, every = tonumber(ARGV[5]), tonumber(ARGV[6])
  if isAgain and fullAt then return {now, 'granted', exactly((fullAt - every - at) / every + 1)} end
  local window, known = burst * every, math.max(fullAt or at, at)
  if known > at + 2 * window then known = at + window end
  local free = math.floor(known - (burst - 1) * every + 0.5)
  if at < free then
    if known ~= fullAt then keepRate(written, known) end
    return {now, 'refused', exactly(free)}
  end
  keepRate(ARGV[2], known + every)
  return {now, 'granted', exactly((known - at) / every + 1)}
end
local most, first, ceiling, remember = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
if isAgain and failures then return {now, 'granted', failures} end
local function waitAfter(number)
  return number <= most and 0 or math.ceil(math.min(first * 2 ^ (number - most - 1), ceiling))
end
if not failures or at >= forgetAt then failures, freeAt = 0, at end
local free = math.min(freeAt, at + waitAfter(failures))
if at < free then
  if free ~= freeAt then keepStreak(written, failures, free, forgetAt) end
  return {now, 'refused', exactly(free)}
end
failures = failures + 1
forgetAt = at + (failures <= most and remember or math.max(remember, 4 * ceiling))
keepStreak(ARGV[2], failures, at + waitAfter(failures), forgetAt)
return {now, 'granted', failures}`)

/** ARGV: deadline, id of the settlement, its moment, `rate` and every, or `streak` and `refund` or `clear`. */
export const settleTry: ScriptOfKey = script(`${withValue} ${counting}
if not value or written == ARGV[2] then return {now, 'done'} end
if ARGV[4] == 'rate' and fullAt and fullAt - tonumber(ARGV[5]) > at then
  keepRate(ARGV[2], fullAt - tonumber(ARGV[5]))
elseif ARGV[4] == 'streak' and failures and failures > 1 and ARGV[5] == 'refund' and at < forgetAt then
  keepStreak(ARGV[2], failures - 1, at, forgetAt)
else
  redis.call('PEXPIREAT', key, '1')
end
return {now, 'done'}`)
