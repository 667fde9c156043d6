import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** RFC 8628 §3.5 lets an interval grow without limit; one minute is enough for any client. */
const ceiling = 60

/** The responses to polls over time, RFC 8628 §3.5. All of these audits need a clock that can move. */
export const pollingInTimeAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'poll-on-time-is-pending',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'Polls that keep the interval never receive slow_down, even half a second early.',
    async check(bench) {
      const { deviceCode, interval } = await bench.start()
      const early = Math.min(500, interval * 100)
      for (const jitter of [0, -early, 0, early, -early, -early]) {
        expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
        await bench.advance(interval * second + jitter)
      }
    },
  }),
  httpAudit({
    id: 'poll-slow-down-is-kept',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'standard',
    needs: ['advance'],
    obligation: 'After slow_down the longer interval stays: the old one is too fast, the new one is not.',
    async check(bench) {
      const { deviceCode, interval } = await bench.start()
      await bench.poll(deviceCode)
      expectProblem(await bench.poll(deviceCode), 400, 'slow_down')
      await bench.advance((interval + 5) * second)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      await bench.advance(interval * second)
      const reply = await bench.poll(deviceCode)
      const body = expectProblem(reply, 400, 'slow_down')
      expectThat(body['interval'] === interval + 10, `interval ${interval + 10}`, reply)
      await bench.advance((interval + 10) * second)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'poll-abuse-is-survived',
    section: 'RFC 8628 §3.5',
    level: 'MAY',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'However fast a device polls, its interval has a limit and its approval can be redeemed.',
    async check(bench) {
      const { deviceCode, userCode, interval } = await bench.start()
      const most = Math.max(interval, ceiling)
      let current = interval
      await bench.poll(deviceCode)
      for (let poll = 0; poll < 50; poll++) {
        const reply = await bench.poll(deviceCode)
        const { interval: next } = expectProblem(reply, 400, 'slow_down')
        const grown = typeof next === 'number' && next >= current && next <= most
        expectThat(grown, `an interval from ${current} to ${most}`, reply)
        current = next
      }
      await bench.advance(current * second)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      await (await signIn(bench)).approve(userCode)
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'poll-expired',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'standard',
    needs: ['advance'],
    obligation: 'After the codes expire, polls receive expired_token until the authorization is forgotten.',
    async check(bench) {
      const { tombstone } = bench.fixtures
      const { deviceCode, expiresIn } = await bench.start()
      await bench.advance((expiresIn + 1) * second)
      for (const wait of [0, 0, tombstone / 2]) {
        await bench.advance(wait)
        expectProblem(await bench.poll(deviceCode), 400, 'expired_token')
      }
      await bench.advance(tombstone + expiresIn * second)
      const reply = await bench.poll(deviceCode)
      const { error } = expectProblem(reply, 400)
      expectThat(error === 'expired_token' || error === 'invalid_grant', 'expired_token or invalid_grant', reply)
    },
  }),
  httpAudit({
    id: 'poll-expires-when-it-said',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['advance'],
    obligation: 'A code is valid one second before the end of its expires_in, and not at the end.',
    async check(bench) {
      const { deviceCode, expiresIn } = await bench.start()
      await bench.advance((expiresIn - 1) * second)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      await bench.advance(1 * second)
      expectProblem(await bench.poll(deviceCode), 400, 'expired_token')
    },
  }),
  httpAudit({
    id: 'poll-approved-and-expired',
    section: 'RFC 8628 §3.5',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'An approval that no device fetched ends with the codes, for good.',
    async check(bench) {
      const { deviceCode, userCode, expiresIn } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      await bench.advance(expiresIn * second)
      for (let poll = 0; poll < 2; poll++) expectProblem(await bench.poll(deviceCode), 400, 'expired_token')
    },
  }),
  httpAudit({
    id: 'poll-approved-late',
    section: 'RFC 8628 §3.5',
    level: 'MAY',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'An approval in the last second leaves the device two intervals to fetch its tokens, not longer.',
    async check(bench) {
      for (const { intervals, response } of [
        { intervals: 1.5, response: 200 },
        { intervals: 2, response: 400 },
      ]) {
        const { deviceCode, userCode, expiresIn, interval } = await bench.start()
        await bench.advance((expiresIn - 1) * second)
        await (await signIn(bench)).approve(userCode)
        await bench.advance(intervals * interval * second)
        const reply = await bench.poll(deviceCode)
        if (response === 200) expectTokens(reply)
        else expectProblem(reply, 400, 'expired_token')
      }
    },
  }),
  httpAudit({
    id: 'poll-denied-stays-denied',
    section: 'RFC 8628 §3.5',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'A denied code gets access_denied after its lifetime too, until the authorization is forgotten.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).deny(userCode)
      await bench.advance(bench.fixtures.tombstone - 1 * second)
      expectProblem(await bench.poll(deviceCode), 400, 'access_denied')
    },
  }),
  httpAudit({
    id: 'poll-of-a-stranger-slows-nobody-down',
    section: 'RFC 8628 §3.5',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['advance'],
    obligation: "Polls of another client do not change the timing of the code's own client.",
    async check(bench) {
      const foreign = { client_id: bench.fixtures.otherClient.clientId }
      const { deviceCode, interval } = await bench.start()
      for (let count = 0; count < 3; count++) {
        expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
        await bench.advance(interval * second - 100)
        for (let poll = 0; poll < 10; poll++) await bench.poll(deviceCode, foreign)
        await bench.advance(100)
      }
    },
  }),
]
