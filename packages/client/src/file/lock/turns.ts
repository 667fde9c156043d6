import { type Duration, systemTime } from '../../time/time.js'

const turns = new Map<string, Promise<void>>()

/**
 * Runs the works of this process for one key in the order of the calls. A work starts before its turn if it has waited for
 * `limit`. Rejects with the reason of the signal if that comes first.
 */
export async function inTurn<Result>(
  key: string,
  run: () => Promise<Result>,
  { limit, signal }: { readonly limit: Duration; readonly signal?: AbortSignal | undefined },
): Promise<Result> {
  const before = turns.get(key)
  let end = () => {}
  const own = new Promise<void>((resolve) => {
    end = resolve
  })
  const all = Promise.all([before, own]).then(() => {
    if (turns.get(key) === all) turns.delete(key)
  })
  turns.set(key, all)
  try {
    if (before !== undefined) await waitFor(before, limit, signal)
    return await run()
  } finally {
    end()
  }
}

async function waitFor(work: Promise<void>, limit: Duration, signal: AbortSignal | undefined): Promise<void> {
  const done = new AbortController()
  const either = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal])
  try {
    await Promise.race([work, systemTime.sleep(limit, either)])
  } finally {
    done.abort()
  }
}
