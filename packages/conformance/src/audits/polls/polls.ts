import type { ServerAudit } from '../../bench/audit.js'
import { errorIn, expectError } from '../../bench/refusal.js'
import { NotConcerned } from '../../bench/verdicts.js'

/** Polls before a decision, and polls with wrong codes. RFC 8628 §3.5 */
export const pollAudits: readonly ServerAudit[] = [
  {
    id: 'poll-pending',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'Before the person decides, a poll gets authorization_pending.',
    async check(bench) {
      const authorization = await bench.start()
      const first = await bench.poll(authorization)
      // A server may count the interval from the start of the authorization.
      const poll = errorIn(first) === 'slow_down' ? await bench.poll(authorization) : first
      expectError(poll, 'authorization_pending')
    },
  },
  {
    id: 'poll-in-time',
    section: 'RFC 8628 §3.2',
    level: 'SHOULD',
    obligation: 'A client that waits for the interval between its polls never gets slow_down.',
    async check(bench) {
      const authorization = await bench.start()
      await bench.poll(authorization)
      expectError(await bench.poll(authorization), 'authorization_pending')
    },
  },
  {
    id: 'poll-too-fast',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'A poll that comes too soon does not end the authorization.',
    async check(bench) {
      const authorization = await bench.start()
      await bench.poll(authorization)
      expectError(await bench.pollAtOnce(authorization), 'slow_down', 'authorization_pending')
    },
  },
  {
    id: 'poll-slow-down',
    section: 'RFC 8628 §3.5',
    level: 'MAY',
    obligation: 'A poll that comes too soon gets slow_down.',
    async check(bench) {
      const authorization = await bench.start()
      await bench.poll(authorization)
      expectError(await bench.pollAtOnce(authorization), 'slow_down')
    },
  },
  {
    id: 'poll-after-slow-down',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'A client that waits five seconds longer after slow_down can go on.',
    async check(bench) {
      const authorization = await bench.start()
      await bench.poll(authorization)
      const early = await bench.pollAtOnce(authorization)
      if (errorIn(early) !== 'slow_down') throw new NotConcerned('the server does not send slow_down')
      expectError(await bench.poll(authorization), 'authorization_pending')
    },
  },
  {
    id: 'poll-unknown-code',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A device code that the server never gave gets invalid_grant.',
    note: 'Also accepted: expired_token, because a server that forgets old codes cannot tell them from unknown ones; and invalid_request, because the server may know the form of its codes.',
    async check(bench) {
      const fields = bench.pollFields({ deviceCode: 'devicegrant-audit-unknown-device-code-000000' })
      const exchange = await bench.post('token', fields)
      expectError(exchange, 'invalid_grant', 'expired_token', 'invalid_request')
    },
  },
  {
    id: 'poll-user-code',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'The user code is no device code: a poll with it gets invalid_grant.',
    async check(bench) {
      const { userCode } = await bench.start()
      const exchange = await bench.post('token', bench.pollFields({ deviceCode: userCode }))
      expectError(exchange, 'invalid_grant', 'expired_token', 'invalid_request')
    },
  },
  {
    id: 'poll-foreign-client',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A device code that was issued to another client gets invalid_grant.',
    needs: ['otherClient'],
    async check(bench) {
      const exchange = await bench.poll(await bench.start(), { client: bench.otherClient })
      expectError(exchange, 'invalid_grant')
    },
  },
]
