import { createHash } from 'node:crypto'

/**
 * A script in Lua. Each script uses only its one key, judges nothing, and may run twice: each write has an id, so a second
 * run recognizes the first. A script checks everything before it writes, and writes with one command, because Redis does not
 * roll back a script that fails. SCHEMA.md describes the values.
 */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** Returns the script with this text. */
export function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
