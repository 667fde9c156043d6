import type { ManualTime } from '../manual-time.js'
import type { Fault } from './faults.js'
import { type Answer, answerWith, connectionFailed, type Deliver, withHeader } from './faulty-answers.js'
import { kindOf, type Records, type TokenRequestKind, wordOf } from './records.js'

/** Answers a request, or sends it on with `next`. */
export type Interceptor = (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>

/** What the network is between. */
export interface NetworkEnds {
  readonly time: ManualTime
  readonly records: Records
  /** The server at its current address. */
  server(): { readonly issuer: string; readonly fetch: (request: Request) => Promise<Response> }
  takeFault(): Fault | undefined
  /** Runs after each poll, before its answer leaves. */
  polled(): Promise<void>
}

/** The way from a client to the server. */
export interface Network {
  readonly fetch: typeof globalThis.fetch
  intercept(interceptor: Interceptor): () => void
}

/** Makes a network without a socket, on which time stands still while a request is on its way. */
export function createNetwork({ time, records, server, takeFault, polled }: NetworkEnds): Network {
  const interceptors = new Set<Interceptor>()

  async function travel(request: Request): Promise<Answer> {
    const at = time.clock.now()
    const { kind } = await note(request, at)
    const fault = kind && takeFault()
    try {
      const answer = await answerWith(fault, () => pass(request, [...interceptors]))
      if (kind !== undefined) records.end(kind, at, await wordOf(answer, fault))
      return answer
    } catch (thrown) {
      if (kind !== undefined) records.end(kind, at, 'lost')
      throw thrown
    } finally {
      if (kind === 'poll') await polled()
    }
  }

  async function note(request: Request, at: number): Promise<{ readonly kind: TokenRequestKind | undefined }> {
    const { pathname, searchParams } = new URL(request.url)
    const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true
    const form = new URLSearchParams(isForm ? await request.clone().text() : '')
    const parameters = [...searchParams.keys(), ...form.keys()]
    records.note({ at, method: request.method, path: pathname, parameters })
    return { kind: kindOf(form) }
  }

  function pass(request: Request, [first, ...others]: readonly Interceptor[]): ReturnType<Deliver> {
    return first === undefined ? deliver(request) : first(request, (next) => pass(next, others))
  }

  async function deliver(request: Request): Promise<Response> {
    const { issuer, fetch } = server()
    if (new URL(request.url).origin !== new URL(issuer).origin) {
      throw connectionFailed(`no server is at ${new URL(request.url).origin}: this one is ${issuer}`)
    }
    const response = await fetch(request)
    return withHeader(response, 'Date', new Date(time.clock.now()).toUTCString())
  }

  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const { signal } = request
      signal.throwIfAborted()
      const answer = await orAborted(
        signal,
        time.during(() => travel(request)),
      )
      return answer === 'hangs' ? orAborted(signal, new Promise<never>(() => undefined)) : answer
    },
    intercept(interceptor) {
      interceptors.add(interceptor)
      return () => void interceptors.delete(interceptor)
    },
  }
}

function orAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
