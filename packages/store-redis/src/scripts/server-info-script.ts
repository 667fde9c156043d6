import { type Script, wholeScript } from './script.js'

/** ARGV: none. Replies with the INFO of a server, if the ACL allows it. */
export const serverInfo: Script = wholeScript(`
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
local info = redis.pcall('INFO')
if type(info) == 'table' then return {now, 'refused'} end
return {now, 'found', info}`)
