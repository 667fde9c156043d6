import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectJson, expectProblem, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** `POST /device/decision`: a code is decided once, and what a decision may say. RFC 8628 §3.3 and §5.4 */
export const decisionAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'decision-first-one-wins',
    section: 'RFC 8628 §5.5',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      'When two people hold a ticket for one code, the first decision stands and the other person learns of it.',
    async check(bench) {
      for (const [first, second, status, result] of [
        ['approve', 'deny', 'approved', 'tokens'],
        ['deny', 'approve', 'denied', 'access_denied'],
        ['approve', 'approve', 'approved', 'tokens'],
      ] as const) {
        const { userCode, deviceCode } = await bench.start()
        const winner = await signIn(bench, bench.fixtures.accounts[0])
        const loser = await signIn(bench, bench.fixtures.accounts[1])
        const { ticket } = await winner.view(userCode)
        const { ticket: late } = await loser.view(userCode)
        expectJson(await winner.decide({ user_code: userCode, ticket, decision: first }), 200)
        const reply = await loser.decide({ user_code: userCode, ticket: late, decision: second })
        expectThat(expectProblem(reply, 409, 'already_decided')['status'] === status, `the status ${status}`, reply)
        const poll = await bench.poll(deviceCode)
        if (result === 'tokens') expectTokens(poll)
        else expectProblem(poll, 400, result)
      }
    },
  }),
  httpAudit({
    id: 'decision-after-redemption',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'No decision after the tokens are fetched brings a second set of tokens, for any person.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const other = await signIn(bench, bench.fixtures.accounts[1])
      const { ticket } = await person.view(userCode)
      const { ticket: late } = await other.view(userCode)
      const approval = { user_code: userCode, decision: 'approve' }
      expectJson(await person.decide({ ...approval, ticket }), 200)
      const first = await bench.poll(deviceCode)
      expectTokens(first)
      expectProblem(await other.decide({ ...approval, ticket: late }), 409, 'already_decided')
      await person.decide({ ...approval, ticket })
      const again = await bench.poll(deviceCode)
      const once = again.status === 400 || again.body === first.body
      expectThat(once, 'the same tokens again, or none', first, again)
    },
  }),
  httpAudit({
    id: 'decision-scope-only-narrows',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'The person may grant less than the device requested, never more; a wider scope decides nothing.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { userCode, deviceCode } = await bench.start({ scope: scopes[0] })
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      for (const scope of [`${scopes[0]} ${scopes[1]}`, scopes[1], 'nobody-knows-this-scope']) {
        expectProblem(await person.decide({ ...approval, scope }), 400)
      }
      for (const scope of [['read'], 1, {}]) expectProblem(await person.decide({ ...approval, scope }), 400)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      expectJson(await person.decide({ ...approval, scope: scopes[0] }), 200)
    },
  }),
  httpAudit({
    id: 'decision-of-no-scope',
    section: 'RFC 6749 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'An approval with an empty part of the requested scope is an invalid_scope that decides nothing.',
    async check(bench) {
      const [scope] = bench.fixtures.client.scopes
      const { userCode, deviceCode } = await bench.start({ scope })
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      for (const empty of ['', ' ']) {
        expectProblem(await person.decide({ ...approval, scope: empty }), 400, 'invalid_scope')
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      expectJson(await person.decide({ ...approval, scope }), 200)
      const reply = await bench.poll(deviceCode)
      expectThat(expectTokens(reply).scope === scope, `the scope ${scope}`, reply)
    },
  }),
  httpAudit({
    id: 'decision-is-approve-or-deny',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Any choice except approve and deny is an invalid_request that decides nothing.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      for (const decision of ['', 'APPROVE', 'approved', 'yes', true, 1, null, ['approve']]) {
        expectProblem(await person.decide({ user_code: userCode, ticket, decision }), 400, 'invalid_request')
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
]
