import { type Script, script } from './script.js'
import { admission, start, withValue } from './script-parts.js'

// `every`, `first` and the moments may have fractions of a millisecond, which Redis would cut off a number. 17 digits lose nothing.
const counting = `
local written, fullAt, failures, freeAt, forgetAt
if value then
  written, fullAt = string.match(value, '^1 (%S+) ([%d.]+)$')
  if not written then written, failures, freeAt, forgetAt = string.match(value, '^1 (%S+) (%d+) ([%d.]+) ([%d.]+)$') end
  if not written then return redis.error_reply('DEVICEGRANT the limit has a format that this version does not know') end
  fullAt, failures, freeAt, forgetAt = tonumber(fullAt), tonumber(failures), tonumber(freeAt), tonumber(forgetAt)
end
local at = tonumber(ARGV[3])
local function exactly(number) return string.format('%.17g', number) end
local function keep(writer, till, ...)
  local parts = {'1', writer}
  for _, number in ipairs({...}) do table.insert(parts, exactly(number)) end
  redis.call('SET', key, table.concat(parts, ' '), 'PXAT', math.ceil(math.max(till, now + till - at)))
end`

// A full Redis refuses new names, because an attacker makes any number of them, and counts on for the others.
const starting = `${start}
local value = redis.call('GET', key)
if value then ${admission}
end`

/**
 * ARGV: deadline, id of the try, its moment, and the rule: `rate`, burst, every; or `streak`, free, first, ceiling, remember.
 * Does the same as `reserveLimit` of core, which explains the steps.
 */
export const reserveTry: Script = script(`${starting} ${counting}
local isAgain = written == ARGV[2]
if ARGV[4] == 'rate' then
  local burst, every = tonumber(ARGV[5]), tonumber(ARGV[6])
  if isAgain and fullAt then return {now, 'granted', exactly((fullAt - every - at) / every + 1)} end
  local window, known = burst * every, math.max(fullAt or at, at)
  if known > at + 2 * window then known = at + window end
  local free = math.floor(known - (burst - 1) * every + 0.5)
  if at < free then
    if known ~= fullAt then keep(written, known, known) end
    return {now, 'refused', exactly(free)}
  end
  keep(ARGV[2], known + every, known + every)
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
  if free ~= freeAt then keep(written, forgetAt, failures, free, forgetAt) end
  return {now, 'refused', exactly(free)}
end
failures = failures + 1
forgetAt = at + (failures <= most and remember or math.max(remember, 4 * ceiling))
keep(ARGV[2], forgetAt, failures, at + waitAfter(failures), forgetAt)
return {now, 'granted', failures}`)

/** ARGV: deadline, id of the settlement, its moment, `rate` and every, or `streak` and `refund` or `clear`. */
export const settleTry: Script = script(`${withValue} ${counting}
if not value or written == ARGV[2] then return {now, 'done'} end
if ARGV[4] == 'rate' and fullAt and fullAt - tonumber(ARGV[5]) > at then
  keep(ARGV[2], fullAt - tonumber(ARGV[5]), fullAt - tonumber(ARGV[5]))
elseif ARGV[4] == 'streak' and failures and failures > 1 and ARGV[5] == 'refund' and at < forgetAt then
  keep(ARGV[2], forgetAt, failures - 1, at, forgetAt)
else
  redis.call('PEXPIREAT', key, 1)
end
return {now, 'done'}`)
