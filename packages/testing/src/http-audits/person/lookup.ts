import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { expectJson, expectKept, expectProblem, expectSame, expectTokens, isObject } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** `POST /device/lookup`: what a person sees before deciding, RFC 8628 §3.3 and §5.4. */
export const lookupAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'lookup-shows-the-request',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A signed-in person gets the code, client, scope, time and origin of the request, and a ticket.',
    async check(bench) {
      const { client } = bench.fixtures
      const device = [['User-Agent', 'Audit TV/1.0']] as const
      const { clientId, scopes, name } = client
      const started = await bench.form(paths.start, { client_id: clientId, scope: scopes[0] }, device)
      const { user_code: userCode, expires_in: lifetime } = expectJson(started, 200)
      const reply = await (await signIn(bench)).lookUp(String(userCode))
      const body = expectJson(reply, 200)
      expectKept(reply)
      expectThat(body['user_code'] === userCode, 'the code as the device shows it', reply)
      const shown = body['client']
      expectThat(
        isObject(shown) && shown['client_id'] === clientId && shown['client_name'] === name,
        'the client',
        reply,
      )
      expectThat(body['scope'] === scopes[0], `the scope ${scopes[0]}`, reply)
      const requestedAt = String(body['requested_at'])
      const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(requestedAt)
      expectThat(isTime && Number.isFinite(Date.parse(requestedAt)), 'requested_at in RFC 3339', reply)
      const left = body['expires_in']
      const isLeft = typeof left === 'number' && Number.isInteger(left) && left > 0 && left <= Number(lifetime)
      expectThat(isLeft, 'the remaining expires_in in whole seconds', reply)
      const { requester } = body
      expectThat(
        isObject(requester) && requester['user_agent'] === 'Audit TV/1.0',
        'the description that the device gave of itself',
        reply,
      )
    },
  }),
  httpAudit({
    id: 'lookup-has-one-answer-for-dead-codes',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Unknown, approved, denied, redeemed and malformed codes get one and the same 404.',
    async check(bench) {
      const person = await signIn(bench)
      const unknown = await person.lookUp('BBBB-BBBB')
      expectProblem(unknown, 404, 'invalid_user_code')
      const approved = await bench.start()
      await person.approve(approved.userCode)
      expectSame(unknown, await person.lookUp(approved.userCode))
      expectTokens(await bench.poll(approved.deviceCode))
      expectSame(unknown, await person.lookUp(approved.userCode))
      const denied = await bench.start()
      await person.deny(denied.userCode)
      expectSame(unknown, await person.lookUp(denied.userCode))
      for (const typed of ['', '-', 'x'.repeat(1_000), approved.deviceCode]) {
        expectSame(unknown, await person.lookUp(typed))
      }
    },
  }),
  httpAudit({
    id: 'lookup-of-an-expired-code',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'An expired code looks like an unknown one, and can no longer be decided.',
    async check(bench) {
      const { userCode, deviceCode, expiresIn } = await bench.start()
      const { ticket } = await (await signIn(bench)).view(userCode)
      await bench.advance(expiresIn * second)
      const person = await signIn(bench)
      expectSame(await person.lookUp('BBBB-BBBB'), await person.lookUp(userCode))
      // The ticket belongs to the session before: the server may report that or the expiry first.
      expectProblem(await person.decide({ user_code: userCode, ticket, decision: 'approve' }), [403, 404])
      expectProblem(await bench.poll(deviceCode), 400, 'expired_token')
    },
  }),
  httpAudit({
    id: 'lookup-takes-json-only',
    section: 'RFC 9110 §15.5.16',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Forms are refused with 415, so no cross-site form succeeds, and malformed JSON with 400.',
    async check(bench) {
      const { userCode } = await bench.start()
      const { authorization } = await signIn(bench)
      for (const path of [paths.lookup, paths.decision]) {
        expectProblem(await bench.form(path, { user_code: userCode }, authorization), 415)
        for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16']) {
          expectProblem(await bench.post(path, { body: '{}', type }, authorization), 415)
        }
        for (const body of ['', '{', '[]', 'null', '1', '"x"', '{"user_code":["x"]}', '{"user_code":1}', '{}']) {
          expectProblem(
            await bench.post(path, { body, type: 'application/json' }, authorization),
            400,
            'invalid_request',
          )
        }
        const twice = `{"user_code":"BBBB-BBBB","user_code":${JSON.stringify(userCode)}}`
        expectProblem(await bench.post(path, { body: twice, type: 'application/json' }, authorization), 400)
        const reply = await bench.send('GET', `${path}?user_code=${userCode}`, authorization)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
    },
  }),
  httpAudit({
    id: 'lookup-asks-the-client-again',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['disable'],
    obligation: 'A code of a client that was disabled after the request cannot be approved.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const { ticket } = await person.view(userCode)
      await bench.disable({ clientId }, true)
      const looked = await person.lookUp(userCode)
      const decided = await person.decide({ user_code: userCode, ticket, decision: 'approve' })
      await bench.disable({ clientId }, false)
      expectProblem(looked, 404, 'invalid_user_code')
      expectProblem(decided, [403, 404])
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
]
