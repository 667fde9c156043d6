import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { basic } from '../bench/encode.js'
import { expectKept, expectProblem, expectSame, expectTokens, sameValues, scopeValues } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** The responses to polls, which only the code's own client receives. RFC 8628 §3.5 */
export const pollingAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'poll-pending',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Before a decision, a poll receives authorization_pending; the first poll always does.',
    async check(bench) {
      const { deviceCode } = await bench.start()
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'poll-too-fast',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A second poll at once receives slow_down and an interval 5 seconds longer, in body and Retry-After.',
    async check(bench) {
      const { deviceCode, interval } = await bench.start()
      await bench.poll(deviceCode)
      const reply = await bench.poll(deviceCode)
      const body = expectProblem(reply, 400, 'slow_down')
      expectThat(body['interval'] === interval + 5, `interval ${interval + 5}`, reply)
      expectThat(reply.header('Retry-After') === String(interval + 5), `Retry-After: ${interval + 5}`, reply)
    },
  }),
  httpAudit({
    id: 'poll-approved',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'After the approval a poll gets tokens for the granted scope, which no cache may store.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ scope: `${scopes[0]} ${scopes[1]}` })
      await (await signIn(bench)).approve(userCode)
      const reply = await bench.poll(deviceCode)
      const { scope } = expectTokens(reply)
      const granted = sameValues(scopeValues(scope), [scopes[0], scopes[1]])
      expectThat(granted, `the scope ${scopes[0]} ${scopes[1]}`, reply)
      expectThat(reply.header('Pragma') === 'no-cache', 'Pragma: no-cache', reply)
      expectThat(reply.header('Set-Cookie') === undefined, 'no Set-Cookie', reply)
    },
  }),
  httpAudit({
    id: 'poll-approved-is-never-too-fast',
    section: 'RFC 8628 §3.5',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      'For a decided code a poll never gets slow_down: however soon the next poll comes, it gets the decision.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const person = await signIn(bench)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      await person.approve(userCode)
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'poll-denied',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    basis: 'standard',
    obligation: 'After a denial, every poll receives access_denied.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).deny(userCode)
      for (let poll = 0; poll < 3; poll++) expectProblem(await bench.poll(deviceCode), 400, 'access_denied')
    },
  }),
  httpAudit({
    id: 'poll-foreign-client',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation:
      "Another client's poll gets the response of an unknown code, in every state, and does not use the code up.",
    async check(bench) {
      const { otherClient } = bench.fixtures
      const foreign = { client_id: otherClient.clientId }
      const unknown = await bench.poll('x'.repeat(43), foreign)
      expectProblem(unknown, 400, 'invalid_grant')
      const person = await signIn(bench)
      const { deviceCode, userCode } = await bench.start()
      expectSame(unknown, await bench.poll(deviceCode, foreign))
      await person.approve(userCode)
      expectSame(unknown, await bench.poll(deviceCode, foreign))
      expectTokens(await bench.poll(deviceCode))
      expectSame(unknown, await bench.poll(deviceCode, foreign))
      const denied = await bench.start()
      await person.deny(denied.userCode)
      expectSame(unknown, await bench.poll(denied.deviceCode, foreign))
    },
  }),
  httpAudit({
    id: 'poll-confidential-client',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client with a secret authenticates at every poll; otherwise it learns nothing and uses nothing up.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const { deviceCode, userCode } = await bench.start({ client_id: clientId, client_secret: secret })
      await (await signIn(bench)).approve(userCode)
      expectProblem(await bench.poll(deviceCode, { client_id: clientId }), 401, 'invalid_client')
      const wrong = { client_id: clientId, client_secret: 'not the secret' }
      expectProblem(await bench.poll(deviceCode, wrong), 401, 'invalid_client')
      const proof = [['Authorization', basic(clientId, secret)]] as const
      expectTokens(await bench.poll(deviceCode, { client_id: clientId }, proof))
    },
  }),
  httpAudit({
    id: 'poll-widens-no-scope',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A scope in the poll has no effect: tokens have the scope that the person granted.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ scope: scopes[0] })
      await (await signIn(bench)).approve(userCode)
      const reply = await bench.poll(deviceCode, { scope: `${scopes[0]} ${scopes[1]} admin` })
      const { scope } = expectTokens(reply)
      expectThat(scope === scopes[0], `the scope ${scopes[0]}`, reply)
    },
  }),
  httpAudit({
    id: 'poll-tells-the-narrowed-scope',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'If the person granted less than the device requested, the response has the granted scope.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const person = await signIn(bench)
      const { deviceCode, userCode } = await bench.start({ scope: `${scopes[0]} ${scopes[1]}` })
      await person.approve(userCode, scopes[1])
      const reply = await bench.poll(deviceCode)
      expectThat(expectTokens(reply).scope === scopes[1], `the scope "${scopes[1]}"`, reply)
    },
  }),
  httpAudit({
    id: 'poll-widens-no-resource',
    section: 'RFC 8707 §2.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A resource beyond the authorized ones is an invalid_target that does not use the code up.',
    async check(bench) {
      const { resources } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ resource: resources[0] })
      await (await signIn(bench)).approve(userCode)
      expectProblem(await bench.poll(deviceCode, { resource: resources[1] }), 400, 'invalid_target')
      expectProblem(await bench.poll(deviceCode, { resource: 'not a URI' }), 400, 'invalid_target')
      expectTokens(await bench.poll(deviceCode, { resource: resources[0] }))
    },
  }),
  httpAudit({
    id: 'poll-is-private',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    basis: 'promise',
    obligation: 'No cache may store a response to a poll, whatever its status.',
    async check(bench) {
      const { deviceCode } = await bench.start()
      const replies = [
        await bench.poll(deviceCode),
        await bench.poll(deviceCode),
        await bench.poll('nothing'),
        await bench.poll(deviceCode, { client_id: 'nobody-knows-this-client' }),
        await bench.poll(deviceCode, { grant_type: 'nothing' }),
      ]
      for (const reply of replies) expectKept(reply)
    },
  }),
]
