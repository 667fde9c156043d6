import { randomBytes } from 'node:crypto'

const processIdBytes = 4
// Created at the first write, because workerd provides no random bytes while it loads a module.
let processId: string | undefined
let writes = 0

/** Returns a unique id for one write. With it, a script that runs twice recognizes its own first run. */
export function newWriteId(): string {
  processId ??= randomBytes(processIdBytes).toString('base64url')
  writes += 1
  return processId + writes.toString(36)
}
