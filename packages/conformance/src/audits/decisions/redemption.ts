import type { ServerAudit } from '../../bench/audit.js'
import type { Authorization } from '../../bench/authorization.js'
import type { Bench } from '../../bench/bench.js'
import { expectNoTokens } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, Unclear } from '../../bench/verdicts.js'
import { withoutSecret } from '../../bench/wrong-clients.js'
import type { Exchange } from '../../http/exchange.js'

const note =
  'RFC 8628 has no sentence on this. RFC 6749 §10.5 has it for authorization codes, for the same reason. The same tokens once more are accepted: they are no second grant.'

/** An approved code gets tokens once, and only for its own client. */
export const redemptionAudits: readonly ServerAudit[] = [
  {
    id: 'redeem-once',
    section: 'RFC 6749 §10.5',
    level: 'SHOULD',
    obligation: 'A device code gets tokens once: a poll after them gets no others.',
    needs: ['decisions'],
    note,
    async check(bench) {
      const authorization = await bench.approved()
      const first = await bench.pollUntilDecided(authorization)
      if (readTokens(first) === undefined) throw new Unclear('the approved device got no tokens', [first])
      expectOneGrant([first, await bench.poll(authorization)])
    },
  },
  {
    id: 'redeem-race',
    section: 'RFC 6749 §10.5',
    level: 'SHOULD',
    obligation: 'Of five polls at the same moment, no two get different tokens.',
    needs: ['decisions'],
    note,
    async check(bench) {
      expectOneGrant(await race(bench, await bench.approved(), 5))
    },
  },
  {
    id: 'redeem-many-races',
    section: 'RFC 6749 §10.5',
    level: 'SHOULD',
    obligation: 'Of 25 polls at the same moment, no two get different tokens, ten times.',
    needs: ['decisions', 'load'],
    note,
    async check(bench) {
      for (let round = 0; round < 10; round++) expectOneGrant(await race(bench, await bench.approved(), 25))
    },
  },
  {
    id: 'redeem-foreign-client',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'Another client gets no tokens for an approved code.',
    needs: ['decisions', 'otherClient'],
    async check(bench) {
      const authorization = await bench.approved()
      const exchange = await bench.pollUntilDecided(authorization, { client: bench.otherClient })
      expectNoTokens(exchange)
    },
  },
  {
    id: 'redeem-without-secret',
    section: 'RFC 6749 §3.2.1',
    level: 'MUST',
    obligation: 'A client that has a secret gets no tokens without it.',
    needs: ['decisions', 'confidentialClient'],
    async check(bench) {
      const client = withoutSecret(bench.client)
      const exchange = await bench.pollUntilDecided(await bench.approved(), { client })
      expectNoTokens(exchange)
    },
  },
]

function race(bench: Bench, authorization: Authorization, polls: number): Promise<readonly Exchange[]> {
  return bench.postTogether(polls, 'token', bench.pollFields(authorization))
}

function expectOneGrant(exchanges: readonly Exchange[]): void {
  const tokens = new Set(
    exchanges.map((exchange) => readTokens(exchange)?.accessToken).filter((one) => one !== undefined),
  )
  const shown = exchanges.filter((exchange) => readTokens(exchange) !== undefined).slice(0, 3)
  expectThat(tokens.size <= 1, 'tokens of one grant', ...shown)
}
