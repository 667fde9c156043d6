import { createHash } from 'node:crypto'
import { start } from './script-parts.js'

/**
 * A script in Lua. Each script uses only its one key, judges nothing, and may run twice: each write has an id, so a second
 * run recognizes the first. A script checks everything before it writes, and writes with one command, because Redis does not
 * roll back a script that fails. SCHEMA.md describes the values.
 */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** A script for one key, whose body can also run in a script with the bodies of others. */
export interface ScriptOfKey extends Script {
  /** Lua, without the start of a script. It uses `now`, `key` and `ARGV`, of which the first is the deadline. */
  readonly body: string
}

/** Returns the script with this body. */
export function script(body: string): ScriptOfKey {
  return { ...wholeScript(`${start}\nlocal key = KEYS[1]${body}`), body }
}

/** Returns the script with this text. */
export function wholeScript(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
