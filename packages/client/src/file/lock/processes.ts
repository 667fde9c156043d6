import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { codeOf } from '../problems.js'

/** A process, as a file names it. */
export interface ProcessName {
  readonly pid: number
  readonly machine: string
}

let ours: string | undefined

/** A name of where the process ids of this process are valid: this computer, or this container on it. */
export function machine(): string {
  ours ??= createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 12)
  return ours
}

/** Whether that process has surely ended. A process on another machine is never known to be dead. */
export function isDead(name: ProcessName): boolean {
  if (name.machine !== machine()) return false
  try {
    process.kill(name.pid, 0)
    return false
  } catch (thrown) {
    // EPERM: it lives, and belongs to another user.
    return codeOf(thrown) === 'ESRCH'
  }
}

// Two containers can have the same host name and different processes.
function pidNamespace(): string {
  if (process.platform !== 'linux') return ''
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Without /proc there is only the host name.
    return ''
  }
}
