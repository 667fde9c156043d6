import { rmSync } from 'node:fs'
import type { Duration } from '../../time/time.js'
import { createMark, type Mark, readMark, removeMark } from './lock-mark.js'
import { isDead } from './processes.js'

/** Knows since when each mark is as it is. */
export interface Watch {
  /** Whether the owner of a mark is dead, or has not shown for too long that it works. */
  isAbandoned(path: string, mark: Mark): boolean
}

/**
 * Watches marks. Only a change that this process waits for in vain says that an owner is gone: clocks of network drives are
 * wrong, and a mark is old after the computer was asleep, although its owner goes on.
 */
export function createWatch(staleAfter: Duration): Watch {
  const seen = new Map<string, { readonly state: string; readonly since: Duration }>()
  return {
    isAbandoned(path, { id, changedAt, owner }) {
      if (owner !== undefined && isDead(owner)) return true
      const state = `${id} ${changedAt}`
      const before = seen.get(path)
      if (before?.state === state) return performance.now() - before.since >= staleAfter
      seen.set(path, { state, since: performance.now() })
      return false
    },
  }
}

/**
 * Removes the mark of an owner that is gone, and says whether it did. Two processes that take over the same mark at the same
 * time do not remove a third one, which a new owner has just created:
 *
 * - A mark that is not one's own is removed only by the process that holds the right to it, which is a mark as well. Its
 *   name has the random id of the abandoned mark, so it is a right to this one mark and to no later one.
 * - The holder of the right looks again. If the mark is still there, only the holder can remove it now, because its owner is
 *   gone. If it is not there, it never comes back. So what is removed is always the abandoned mark.
 * - A process that is killed while it holds the right leaves the right as an abandoned mark. It is taken over in the same
 *   way, and the same holds for it.
 *
 * An owner that only stood still, for longer than the heartbeat allows, can wake up at any moment, and then works beside
 * the next owner. No lock in files can prevent that; the callers are safe without a lock.
 */
export function takeOver(path: string, abandoned: Mark, watch: Watch): boolean {
  const right = `${path}.over-${abandoned.id}`
  const id = createMark(right)
  if (id === undefined) {
    const other = readMark(right)
    if (other !== undefined && watch.isAbandoned(right, other)) takeOver(right, other, watch)
    return false
  }
  try {
    const isThere = readMark(path)?.id === abandoned.id
    if (isThere) rmSync(path, { force: true })
    return isThere
  } finally {
    removeMark(right, id)
  }
}
