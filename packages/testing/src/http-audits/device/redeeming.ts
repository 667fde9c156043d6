import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

const racers = 16

/** An approval gives tokens once, to the right client, and only while the account and the client may have them. */
export const redeemingAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'redeem-once',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A code gives one set of tokens: a later poll gets exactly the same response, or invalid_grant.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const first = await bench.poll(deviceCode)
      expectTokens(first)
      const again = await bench.poll(deviceCode)
      if (bench.fixtures.replayWindow === 0) expectProblem(again, 400, 'invalid_grant')
      else
        expectThat(again.status === 200 && again.body === first.body, 'the same response, byte for byte', first, again)
    },
  }),
  httpAudit({
    id: 'redeem-once-in-a-race',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Polls at the same time get one set of tokens, or invalid_grant.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const replies = await Promise.all(Array.from({ length: racers }, () => bench.poll(deviceCode)))
      const granted = replies.filter(({ status }) => status === 200)
      const bodies = new Set(granted.map(({ body }) => body))
      expectThat(bodies.size === 1, `one set of tokens for ${racers} polls, not ${bodies.size}`, ...granted)
      for (const reply of replies) {
        if (reply.status !== 200) expectProblem(reply, 400, 'invalid_grant')
      }
    },
  }),
  httpAudit({
    id: 'redeem-replay-ends',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'After the time in which a lost response can be fetched again, the code is an invalid_grant for good.',
    async check(bench) {
      const { deviceCode, userCode, expiresIn } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      expectTokens(await bench.poll(deviceCode))
      await bench.advance(bench.fixtures.replayWindow + 1 * second)
      expectProblem(await bench.poll(deviceCode), 400, 'invalid_grant')
      await bench.advance(expiresIn * second)
      expectProblem(await bench.poll(deviceCode), 400, 'invalid_grant')
    },
  }),
  httpAudit({
    id: 'redeem-asks-the-account-again',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['disable'],
    obligation: 'An account that is disabled after its approval gives no tokens, even after it is enabled again.',
    async check(bench) {
      const account = bench.fixtures.accounts[0]
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench, account)).approve(userCode)
      await bench.disable({ username: account.username }, true)
      const refused = await bench.poll(deviceCode)
      await bench.disable({ username: account.username }, false)
      const later = await bench.poll(deviceCode)
      for (const reply of [refused, later]) {
        const { error } = expectProblem(reply, 400)
        expectThat(error === 'access_denied' || error === 'invalid_grant', 'access_denied or invalid_grant', reply)
      }
    },
  }),
  httpAudit({
    id: 'redeem-asks-the-client-again',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['disable'],
    obligation: 'A client that is disabled after the approval is an invalid_client and gets no tokens.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      await bench.disable({ clientId }, true)
      const refused = await bench.poll(deviceCode)
      await bench.disable({ clientId }, false)
      expectProblem(refused, 401, 'invalid_client')
    },
  }),
  httpAudit({
    id: 'redeem-tokens-differ',
    section: 'RFC 6749 §10.10',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Two authorizations of the same person give different tokens, and no token contains a code.',
    async check(bench) {
      const person = await signIn(bench)
      const seen = new Set<string>()
      for (let count = 0; count < 2; count++) {
        const { deviceCode, userCode } = await bench.start()
        await person.approve(userCode)
        const reply = await bench.poll(deviceCode)
        const { accessToken } = expectTokens(reply)
        expectThat(!seen.has(accessToken), 'a token that was never given out before', reply)
        expectThat(!accessToken.includes(deviceCode) && !accessToken.includes(userCode), 'no code in a token', reply)
        seen.add(accessToken)
      }
    },
  }),
]
