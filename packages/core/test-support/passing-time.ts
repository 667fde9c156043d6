import { vi } from 'vitest'

/** Replaces timers and `performance` with fakes that the test controls. It does not change the clock of the service. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
}

/** Resolves to the value after this many milliseconds. */
export function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds)
  })
}

/** Runs the work and lets time pass. Returns its result or its fault, and the milliseconds that it took. */
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
