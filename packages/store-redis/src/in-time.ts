import type { Duration } from '@devicegrant/core'

/** The same result, or a rejection when it takes longer than that. */
export async function inTime<Result>(work: Promise<Result>, deadline: Duration): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Redis within ${deadline} ms`)), deadline)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
