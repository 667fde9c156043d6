import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectJson, expectProblem, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** `POST /device/decision`: its ticket, and how often the ticket can be used. RFC 8628 §3.3 and §5.4 */
export const decisionTicketAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'decision-needs-a-ticket',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Without a ticket, or with a forged or changed one, nothing is decided, for live and dead codes alike.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      const decision = { user_code: userCode, decision: 'approve' }
      expectRefused(await person.decide(decision))
      const changed = [`${ticket}x`, ticket.slice(0, -1), ticket.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))]
      for (const wrong of ['', 'x', 'a.b.c', '..', '\u0000', ...changed]) {
        expectRefused(await person.decide({ ...decision, ticket: wrong }))
      }
      expectRefused(await person.decide({ user_code: 'BBBB-BBBB', ticket, decision: 'approve' }))
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'decision-ticket-is-for-one-session',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A ticket is not valid for another person, or for another session of the same person.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const { ticket } = await (await signIn(bench)).view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      expectRefused(await (await signIn(bench, bench.fixtures.accounts[1])).decide(approval))
      expectRefused(await (await signIn(bench)).decide(approval))
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'decision-ticket-is-for-one-code',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A ticket for one code cannot decide another code.',
    async check(bench) {
      const person = await signIn(bench)
      const seen = await bench.start()
      const unseen = await bench.start()
      const { ticket } = await person.view(seen.userCode)
      expectRefused(await person.decide({ user_code: unseen.userCode, ticket, decision: 'approve' }))
      expectProblem(await bench.poll(unseen.deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'decision-double-click',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A repeated decision with the same ticket gets the same response; the opposite decision gets 409.',
    async check(bench) {
      const person = await signIn(bench)
      for (const [decision, contrary, status] of [
        ['approve', 'deny', 'approved'],
        ['deny', 'approve', 'denied'],
      ] as const) {
        const { userCode } = await bench.start()
        const { ticket } = await person.view(userCode)
        const made = { user_code: userCode, ticket, decision }
        for (let click = 0; click < 2; click++) {
          const reply = await person.decide(made)
          expectThat(expectJson(reply, 200)['status'] === status, `the status ${status}`, reply)
        }
        const reply = await person.decide({ ...made, decision: contrary })
        const body = expectProblem(reply, 409, 'already_decided')
        expectThat(body['status'] === status, `the status ${status}`, reply)
      }
    },
  }),
  httpAudit({
    id: 'decision-used-ticket',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A used ticket grants nothing else: a request with another scope is refused and changes nothing.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { userCode, deviceCode } = await bench.start({ scope: `${scopes[0]} ${scopes[1]}` })
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      expectJson(await person.decide({ ...approval, scope: scopes[0] }), 200)
      expectRefused(await person.decide({ ...approval, scope: scopes[1] }))
      expectRefused(await person.decide(approval))
      const reply = await bench.poll(deviceCode)
      expectThat(expectTokens(reply).scope === scopes[0], `the scope ${scopes[0]}`, reply)
    },
  }),
]

function expectRefused(reply: Reply): void {
  expectProblem(reply, 403, 'invalid_ticket')
}
