import { type Script, type ScriptOfKey, wholeScript } from './script.js'
import { admission, start } from './script-parts.js'

/**
 * Returns a script that runs the bodies of these scripts, one for each of its keys. KEYS: the key of each call. ARGV:
 * deadline, and for each call the name of its script, the number of its arguments, and these. Replies with the reply of each
 * call in their order, or `failed` and the message of its error: a call that fails does not stop the others.
 *
 * New work comes first. Redis checks its memory limit only until the first write, so existing work would admit it. The error
 * of a replica is that of the whole script, so that a client of Redis sees it and connects to another server.
 */
export function together(scripts: Readonly<Record<string, ScriptOfKey>>): Script {
  const choices = Object.entries(scripts).map(
    ([name, { body }]) =>
      `if name == '${name}' then return function(key, ARGV)${body}\nend, ${!body.startsWith(admission)} end`,
  )
  return wholeScript(`${start}
local function bodyOf(name)
${choices.join('\n')}
end
local keys, args = KEYS, ARGV
local bodies, mayBeNew, runs, isEarly, parts, at = {}, {}, {}, {}, {}, 2
for nth = 1, #keys do
  local name, last = args[at], at + 1 + args[at + 1]
  local body = bodies[name]
  if not body then
    body, mayBeNew[name] = bodyOf(name)
    bodies[name] = body
  end
  runs[nth] = body
  isEarly[nth] = mayBeNew[name]
  parts[nth] = {args[1], unpack(args, at + 2, last)}
  at = last + 1
end
local replies, refused = {now, 'done'}, nil
local function run(nth)
  local isDone, reply = pcall(runs[nth], keys[nth], parts[nth])
  if isDone and not (reply and reply.err) then return reply end
  local message = type(reply) == 'table' and reply.err or tostring(reply)
  if not string.find(message, '^%u[%u_]+ ') then message = 'ERR ' .. message end
  if string.find(message, 'READONLY', 1, true) then refused = {err = message} end
  return {now, 'failed', message}
end
isFirstPass = true
for nth = 1, #keys do replies[nth + 2] = isEarly[nth] and run(nth) or false end
isFirstPass = false
for nth = 1, #keys do replies[nth + 2] = replies[nth + 2] or run(nth) end
return refused or replies`)
}
