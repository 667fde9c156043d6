import { type Duration, systemTime } from '../../time/time.js'
import { withPlainProblems } from '../problems.js'
import { createMark, readMark, removeMark, touchMark } from './lock-mark.js'
import { createWatch, takeOver } from './take-over.js'
import { inTurn } from './turns.js'

/** The times of a lock. */
export interface LockTimes {
  /** How often the owner shows that it works. */
  readonly heartbeat: Duration
  /** How long the others wait for that. */
  readonly staleAfter: Duration
  /** How long a process waits before it goes on without the lock. */
  readonly giveUpAfter: Duration
}

export const lockTimes: LockTimes = { heartbeat: 2_000, staleAfter: 10_000, giveUpAfter: 30_000 }

const shortestPause: Duration = 10
const longestPause: Duration = 50

/** How to wait for a lock. */
export interface LockWish {
  readonly times: LockTimes
  readonly signal?: AbortSignal | undefined
  /** Called before the work runs without the lock. */
  skipped(): void
}

/**
 * Runs `run` while no other process that uses the lock file `path` runs its own. The works of one process run in the order
 * of the calls.
 */
export async function withLock<Result>(path: string, run: () => Promise<Result>, wish: LockWish): Promise<Result> {
  const { times, signal, skipped } = wish
  signal?.throwIfAborted()
  const until = performance.now() + times.giveUpAfter
  const runLocked = async () => {
    const id = await withPlainProblems(`the file ${path}`, () => acquire(path, until, times.staleAfter, signal))
    if (id !== undefined) return runAsOwner(path, id, run, times.heartbeat)
    skipped()
    return run()
  }
  return inTurn(path, runLocked, { limit: times.giveUpAfter, signal })
}

async function acquire(
  path: string,
  until: Duration,
  staleAfter: Duration,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const watch = createWatch(staleAfter)
  for (;;) {
    const id = createMark(path)
    if (id !== undefined) return id
    const other = readMark(path)
    if (other !== undefined && watch.isAbandoned(path, other) && takeOver(path, other, watch)) continue
    if (performance.now() >= until) return undefined
    await systemTime.sleep(shortestPause + Math.random() * (longestPause - shortestPause), signal)
  }
}

async function runAsOwner<Result>(
  path: string,
  id: string,
  run: () => Promise<Result>,
  heartbeat: Duration,
): Promise<Result> {
  const timer = setInterval(() => quietly(() => touchMark(path, id)), heartbeat)
  timer.unref()
  try {
    return await run()
  } finally {
    clearInterval(timer)
    quietly(() => removeMark(path, id))
  }
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // A lock that cannot be touched or removed is abandoned for the others, which take it over. The work itself succeeded.
  }
}
