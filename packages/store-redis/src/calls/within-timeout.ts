import type { Duration } from '@devicegrant/core'

/** Resolves like `work`. Rejects if `work` takes longer than `timeout` (in milliseconds). */
export async function withinTimeout<Result>(work: Promise<Result>, timeout: Duration): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no reply from Redis within ${timeout} ms`)), timeout)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
