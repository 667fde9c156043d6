import type { ClientEvent } from '../login/events.js'
import type { Connection } from '../server/connection.js'
import type { ProofKey } from '../server/proof-key.js'
import type { TokenAnswer } from '../server/request-tokens.js'
import { refreshOnce } from '../server/send.js'
import type { Duration } from '../time/time.js'

/** The waits before the same refresh token is sent again: together within the ten seconds in which a server repeats it. */
const waitsForRepeat: readonly Duration[] = [1_000, 2_000, 4_000]

/** Sends a refresh token until there is a response that can be read, or for some seconds. */
export async function refreshUntilAnswered(
  report: (event: ClientEvent) => void,
  connection: Connection,
  refreshToken: string,
  key: ProofKey | undefined,
  signal: AbortSignal | undefined,
): Promise<TokenAnswer> {
  const { time } = connection.settings
  let answer = await refreshInTime(connection, refreshToken, key, signal)
  for (const wait of waitsForRepeat) {
    if (answer.type === 'granted' || answer.type === 'error') return answer
    const reason = answer.type === 'failed' ? answer.reason : answer.type
    const pause = Math.max(wait, answer.type === 'failed' ? Math.min(answer.retryAfter ?? 0, longestPause) : 0)
    report({ type: 'retrying', reason, nextPollAt: time.now() + pause })
    await time.sleep(pause, signal)
    answer = await refreshInTime(connection, refreshToken, key, signal)
  }
  return answer
}

/** A request that takes longer is repeated: a server that has spent the token repeats its response for ten seconds. */
const longestRequest: Duration = 7_000

async function refreshInTime(
  connection: Connection,
  refreshToken: string,
  key: ProofKey | undefined,
  signal: AbortSignal | undefined,
): Promise<TokenAnswer> {
  const late = new AbortController()
  const answered = new AbortController()
  const watch = connection.settings.time.sleep(longestRequest, answered.signal).then(
    () => late.abort(),
    () => undefined, // the response came in time
  )
  const either = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal])
  try {
    return await refreshOnce(connection, refreshToken, key, either)
  } catch (thrown) {
    if (!late.signal.aborted || signal?.aborted) throw thrown
    return { type: 'failed', reason: 'timedOut' }
  } finally {
    answered.abort()
    await watch
  }
}

/** The caller waits for its token, so it does not wait longer than this for a server that asks for more. */
const longestPause: Duration = 5_000
