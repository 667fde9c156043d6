import { vi } from 'vitest'

/** Puts timers, and what measures them, in the hands of the test. The clock of the services is another thing. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
}

/** The value, so many milliseconds later. */
export function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds)
  })
}

/** What it comes to, a failure as well, and how many milliseconds pass until then. Time passes while it runs. */
export async function timed(
  work: () => Promise<unknown>,
): Promise<{ readonly outcome: unknown; readonly took: number }> {
  const began = performance.now()
  let took: number | undefined
  const running = work()
    .catch((fault: unknown) => fault)
    .finally(() => {
      took = performance.now() - began
    })
  while (took === undefined) await vi.advanceTimersByTimeAsync(10)
  return { outcome: await running, took }
}
