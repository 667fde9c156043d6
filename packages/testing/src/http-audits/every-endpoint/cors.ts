import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, type Headers, jsonType, paths } from '../bench/bench.js'
import { expectProblem, expectStarted, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { expectLetIn, expectListed, expectShut, expectVaries } from './cors-expectations.js'
import { verificationPaths } from './every-endpoint.js'

/** Pages of other origins, if the server allows some. The Fetch Standard defines CORS. */
export const corsAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'cors-preflight-is-answered',
    section: 'RFC 9700 §2.6',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation:
      'A preflight from an allowed origin gets the allowed methods and headers, a max-age, and no credentials.',
    async check(bench) {
      const { corsOrigin } = originsOf(bench)
      for (const [path, method] of openPaths(bench)) {
        const reply = await preflight(bench, path, method, corsOrigin)
        expectThat(reply.status === 200 || reply.status === 204, 'status 200 or 204', reply)
        expectThat(reply.body === '', 'an empty body', reply)
        expectLetIn(reply, corsOrigin)
        expectListed(reply, 'Access-Control-Allow-Methods', [method])
        if (method === 'POST') expectListed(reply, 'Access-Control-Allow-Headers', ['content-type', 'authorization'])
        expectThat(/^[1-9]\d*$/.test(reply.header('Access-Control-Max-Age') ?? ''), 'a max-age in seconds', reply)
      }
    },
  }),
  httpAudit({
    id: 'cors-links-a-device',
    section: 'RFC 8628 §3.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation: 'A device in a browser, on an allowed origin, gets its codes and its tokens.',
    async check(bench) {
      const { corsOrigin, headers } = originsOf(bench)
      const started = await bench.form(paths.start, { client_id: bench.fixtures.client.clientId }, headers)
      const { deviceCode, userCode } = expectStarted(started)
      const pending = await bench.poll(deviceCode, {}, headers)
      expectProblem(pending, 400, 'authorization_pending')
      await (await signIn(bench)).approve(userCode)
      const approved = await bench.poll(deviceCode, {}, headers)
      expectTokens(approved)
      for (const reply of [started, pending, approved]) expectLetIn(reply, corsOrigin)
    },
  }),
  httpAudit({
    id: 'cors-refusals-can-be-read',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation: 'A page of an allowed origin can read every refusal, with Retry-After and the challenge.',
    async check(bench) {
      const { corsOrigin, headers } = originsOf(bench)
      for (const [path, method] of openPaths(bench)) {
        const other = method === 'POST' ? 'GET' : 'POST'
        const refusals = [await bench.send(other, path, headers), await bench.send('PUT', path, headers)]
        if (method === 'POST') {
          refusals.push(
            await bench.form(path, {}, headers),
            await bench.form(path, { client_id: 'nobody-knows-this-client', token: 'x', grant_type: 'x' }, headers),
            await bench.post(path, { body: '{', type: jsonType }, headers),
            await bench.post(path, { body: 'x', type: 'text/plain' }, headers),
            await bench.post(path, { body: `x=${'x'.repeat(200_000)}`, type: jsonType }, headers),
          )
        }
        for (const reply of refusals) {
          expectThat(reply.status >= 400, 'a refusal', reply)
          expectLetIn(reply, corsOrigin)
          expectListed(reply, 'Access-Control-Expose-Headers', ['retry-after', 'www-authenticate'])
        }
      }
    },
  }),
  httpAudit({
    id: 'cors-opens-the-documents',
    section: 'RFC 8414 §3',
    level: 'MAY',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation: 'Pages of an allowed origin can read metadata and public keys, and caches keep them apart by origin.',
    async check(bench) {
      const { corsOrigin, headers } = originsOf(bench)
      for (const path of [paths.metadata, paths.jwks]) {
        for (const method of ['GET', 'HEAD']) {
          const reply = await bench.send(method, path, headers)
          expectThat(reply.status === 200, 'status 200', reply)
          expectLetIn(reply, corsOrigin)
        }
        expectVaries(await bench.send('GET', path))
      }
    },
  }),
  httpAudit({
    id: 'cors-is-for-no-login',
    section: 'RFC 9700 §2.6',
    level: 'MUST',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation: 'Logins, introspection, the page and decisions stay closed to an origin that is allowed elsewhere.',
    async check(bench) {
      const { corsOrigin, headers } = originsOf(bench)
      const { username, password } = bench.fixtures.accounts[0]
      const introspection = bench.fixtures.introspectingClient === undefined ? [] : [paths.introspect]
      for (const path of [paths.login, ...introspection, ...verificationPaths(bench), paths.page]) {
        expectShut(await preflight(bench, path, 'POST', corsOrigin))
        const reply = await bench.form(path, { username, password, token: 'x' }, headers)
        expectThat(reply.status === 403, 'status 403', reply)
        expectShut(reply)
      }
    },
  }),
  httpAudit({
    id: 'cors-lets-no-other-origin-in',
    section: 'RFC 9700 §2.6',
    level: 'MUST',
    basis: 'promise',
    needs: ['corsOrigin'],
    obligation: 'An origin that only looks like an allowed one is refused, and so is a request in another fetch mode.',
    async check(bench) {
      const { corsOrigin } = originsOf(bench)
      const fields = { client_id: bench.fixtures.client.clientId }
      const others = [
        `${corsOrigin}.evil.example`,
        `${corsOrigin}:8443`,
        corsOrigin.toUpperCase(),
        corsOrigin.replace('//', '//evil.'),
        `${corsOrigin}, https://evil.example`,
        'null',
        '*',
      ]
      for (const other of others) {
        const asked = await preflight(bench, paths.start, 'POST', other)
        expectShut(asked)
        expectVaries(asked)
        const reply = await bench.form(paths.start, fields, pageOf(other))
        expectProblem(reply, 403)
        expectShut(reply)
        expectVaries(reply)
      }
      // No honest page sends this: it could not read the response.
      for (const mode of ['no-cors', 'navigate']) {
        expectProblem(await bench.form(paths.start, fields, pageOf(corsOrigin, mode)), 403)
      }
    },
  }),
]

function originsOf(bench: Bench): { readonly corsOrigin: string; readonly headers: Headers } {
  const corsOrigin = bench.fixture('corsOrigin')
  return { corsOrigin, headers: pageOf(corsOrigin) }
}

/** The headers that a browser adds for a page of that origin. */
function pageOf(origin: string, mode = 'cors'): Headers {
  return [
    ['Origin', origin],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Mode', mode],
  ]
}

function openPaths({ fixtures }: Bench): readonly (readonly [path: string, method: 'GET' | 'POST'])[] {
  return [
    [paths.start, 'POST'],
    [paths.token, 'POST'],
    ...(fixtures.refresh === undefined ? [] : [[paths.revoke, 'POST'] as const]),
    [paths.metadata, 'GET'],
    [paths.jwks, 'GET'],
  ]
}

function preflight(bench: Bench, path: string, method: string, origin: string): Promise<Reply> {
  return bench.send('OPTIONS', path, [
    ...pageOf(origin),
    ['Access-Control-Request-Method', method],
    ['Access-Control-Request-Headers', 'authorization,content-type'],
  ])
}
