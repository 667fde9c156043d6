import type { Duration, Instant } from '@devicegrant/core'
import type { Fault } from './faults.js'
import type { Answer } from './faulty-answers.js'

/** A request that the client sent, without its values. */
export interface SeenRequest {
  /** On the clock of the server. */
  readonly at: Instant
  readonly method: string
  readonly path: string
  /** The names of its parameters, in the query and the body. */
  readonly parameters: readonly string[]
}

/** How the requests at the token endpoint ended. No word has a code or a token in it. */
export interface Records {
  readonly requests: readonly SeenRequest[]
  readonly polls: readonly string[]
  readonly pollTimes: readonly Duration[]
  readonly refreshes: readonly string[]
  note(request: SeenRequest): void
  end(kind: TokenRequestKind, at: Instant, word: string): void
}

export type TokenRequestKind = 'poll' | 'refresh'

/** Starts empty. `start` is the moment from which the times of polls count. */
export function createRecords(start: Instant): Records {
  const requests: SeenRequest[] = []
  const polls: string[] = []
  const pollTimes: Duration[] = []
  const refreshes: string[] = []
  return {
    requests,
    polls,
    pollTimes,
    refreshes,
    note: (request) => void requests.push(request),
    end(kind, at, word) {
      if (kind === 'refresh') {
        refreshes.push(word === 'approved' ? 'refreshed' : word)
      } else {
        polls.push(word)
        pollTimes.push(at - start)
      }
    },
  }
}

/** What kind of token request it is, if it is one, whatever the path of the endpoint is. */
export function kindOf(parameters: URLSearchParams): TokenRequestKind | undefined {
  const type = parameters.get('grant_type')
  if (type === 'refresh_token') return 'refresh'
  return type === 'urn:ietf:params:oauth:grant-type:device_code' ? 'poll' : undefined
}

/** The word for an answer. */
export async function wordOf(answer: Answer, fault: Fault | undefined): Promise<string> {
  if (answer === 'hangs') return 'timedOut'
  if (fault?.type === 'lost') return 'lost'
  if (fault?.type === 'garbled' || fault?.type === 'html') return fault.type
  if (answer.status === 200) return 'approved'
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined) // not JSON: the status says enough
  if (typeof body !== 'object' || body === null || !('error' in body)) return `status ${answer.status}`
  const { error } = body
  return words[`${error}`] ?? `${error}`
}

const words: Readonly<Record<string, string>> = {
  authorization_pending: 'pending',
  access_denied: 'denied',
  expired_token: 'expired',
}
