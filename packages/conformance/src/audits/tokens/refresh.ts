import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { expectError, expectNoTokens } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, NotConcerned, Unclear } from '../../bench/verdicts.js'
import { withoutSecret } from '../../bench/wrong-clients.js'
import { type Exchange, objectIn } from '../../http/exchange.js'

/** Refresh tokens. RFC 6749 §6, RFC 9700 §4.14 */
export const refreshAudits: readonly ServerAudit[] = [
  {
    id: 'refresh-tokens',
    section: 'RFC 6749 §6',
    level: 'MUST',
    obligation: 'A refresh token gets an access token.',
    needs: ['decisions'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      const response = await bench.refresh(refreshToken)
      const isGood = response.status === 200 && readTokens(response) !== undefined
      expectThat(isGood, 'status 200 and an access token', response)
    },
  },
  {
    id: 'refresh-unknown-token',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A refresh token that the server never gave gets invalid_grant.',
    needs: ['decisions'],
    async check(bench) {
      await bench.signInWithRefreshToken()
      expectError(await bench.refresh('devicegrant-audit-unknown-refresh-token-000000'), 'invalid_grant')
    },
  },
  {
    id: 'refresh-missing-token',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A refresh without a refresh token gets invalid_request.',
    needs: ['decisions'],
    async check(bench) {
      await bench.signInWithRefreshToken()
      expectError(await bench.post('token', [['grant_type', 'refresh_token']]), 'invalid_request')
    },
  },
  {
    id: 'refresh-access-token',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'An access token is no refresh token: a refresh with it gets no tokens.',
    needs: ['decisions'],
    async check(bench) {
      const { accessToken } = await bench.signInWithRefreshToken()
      expectNoTokens(await bench.refresh(accessToken))
    },
  },
  {
    id: 'refresh-scope',
    section: 'RFC 6749 §6',
    level: 'MUST',
    obligation: 'A refresh gets no scope that the person did not grant.',
    needs: ['decisions'],
    async check(bench) {
      const { refreshToken, scope } = await bench.signInWithRefreshToken()
      const wider = [typeof scope === 'string' ? scope : '', 'devicegrant-audit-more'].join(' ').trim()
      const response = await bench.refresh(refreshToken, [['scope', wider]])
      const granted = objectIn(response)?.['scope']
      // RFC 6749 §5.1: a response without a scope grants the scope that was asked for.
      const isNarrow = typeof granted === 'string' && !granted.split(' ').includes('devicegrant-audit-more')
      const isRefused = response.status >= 400 && readTokens(response) === undefined
      expectThat(
        isRefused || (readTokens(response) !== undefined && isNarrow),
        'a refusal, or a scope without it',
        response,
      )
    },
  },
  {
    id: 'refresh-foreign-client',
    section: 'RFC 6749 §6',
    level: 'MUST',
    obligation: 'Another client gets no tokens for a refresh token.',
    needs: ['decisions', 'otherClient'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      const response = await bench.refresh(refreshToken, [], { client: bench.otherClient })
      expectNoTokens(response)
    },
  },
  {
    id: 'refresh-without-secret',
    section: 'RFC 6749 §6',
    level: 'MUST',
    obligation: 'A client that has a secret gets no tokens for a refresh without it.',
    needs: ['decisions', 'confidentialClient'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      expectNoTokens(await bench.refresh(refreshToken, [], { client: withoutSecret(bench.client) }))
    },
  },
  {
    id: 'refresh-rotates',
    section: 'RFC 9700 §4.14.2',
    level: 'MUST',
    obligation:
      'A public client gets a new refresh token at each refresh, unless its refresh tokens are bound to a key.',
    needs: ['decisions', 'publicClient'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      const response = await bench.refresh(refreshToken)
      const next = refreshed(response).refreshToken
      expectThat(next !== undefined && next !== refreshToken, 'another refresh token', response)
    },
  },
  {
    id: 'refresh-replay',
    section: 'RFC 9700 §4.14.2',
    level: 'MUST',
    obligation: 'A refresh token that was replaced gets no new tokens.',
    needs: ['decisions', 'publicClient'],
    note: 'The same tokens once more are accepted: responses get lost, and the same response is no second grant.',
    async check(bench) {
      const { old, response } = await rotateTwice(bench)
      const replay = await bench.refresh(old)
      if (!isRepeated(response, replay)) expectNoTokens(replay, response)
    },
  },
  {
    id: 'refresh-replay-ends-grant',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    obligation: 'After the replay of a refresh token that was replaced, the present one is not valid any more.',
    needs: ['decisions', 'publicClient'],
    note: 'A server that repeats its response for a short time is judged after that time, if the run waits for so long.',
    async check(bench) {
      const { old, present, response } = await rotateTwice(bench)
      let replay = await bench.refresh(old)
      if (isRepeated(response, replay)) {
        await bench.sleep((bench.patience + 1) * 1000)
        replay = await bench.refresh(old)
      }
      if (isRepeated(response, replay))
        throw new NotConcerned('the server repeats its response for longer than the run waits')
      const later = await bench.refresh(present)
      expectNoTokens(later, replay)
    },
  },
]

interface Rotation {
  /** The first refresh token, and the response that replaced it. */
  readonly old: string
  readonly response: Exchange
  readonly present: string
}

async function rotateTwice(bench: Bench): Promise<Rotation> {
  const { refreshToken: old } = await bench.signInWithRefreshToken()
  const response = await bench.refresh(old)
  const second = refreshed(response).refreshToken
  if (second === undefined || second === old) throw new NotConcerned('the server does not replace refresh tokens')
  const present = refreshed(await bench.refresh(second)).refreshToken
  if (present === undefined || present === second) throw new NotConcerned('the server does not replace refresh tokens')
  return { old, response, present }
}

function isRepeated(response: Exchange, replay: Exchange): boolean {
  const [first, again] = [readTokens(response), readTokens(replay)]
  return again !== undefined && first?.accessToken === again.accessToken && first.refreshToken === again.refreshToken
}

function refreshed(response: Exchange): NonNullable<ReturnType<typeof readTokens>> {
  const tokens = readTokens(response)
  if (tokens === undefined) throw new Unclear('the refresh got no tokens', [response])
  return tokens
}
