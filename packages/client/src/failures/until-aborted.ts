import { DeviceLoginError } from './device-login-error.js'

/** Waits for some work until the signal is aborted. The work goes on then, and what comes of it is ignored. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = () => reject(new DeviceLoginError({ code: 'aborted' }, { cause: signal.reason }))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
