import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { deviceGrant, pathOf, paths } from '../bench/bench.js'
import { expectJson, expectProblem, isObject } from '../bench/expectations.js'
import { expectThat } from '../bench/reply.js'
import { listed, readMetadata } from './metadata-document.js'

const configuration = '/.well-known/openid-configuration'

/** The documents of RFC 8414 and RFC 7517: their content, and how they are served. */
export const metadataAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'metadata-tells-the-endpoints',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The document has the configured issuer, the endpoints, the grants and the authentication methods.',
    async check(bench) {
      const { baseUrl, refresh, introspectingClient } = bench.fixtures
      const { reply, body } = await readMetadata(bench)
      expectThat(body['token_endpoint'] === baseUrl + paths.token, 'the token endpoint', reply)
      // RFC 8628 §4
      expectThat(body['device_authorization_endpoint'] === baseUrl + paths.start, 'the device endpoint', reply)
      expectThat(Array.isArray(body['response_types_supported']), 'response_types_supported', reply)
      const grants = listed(body, 'grant_types_supported')
      expectThat(grants.includes(deviceGrant), 'the device grant', reply)
      if (introspectingClient !== undefined) {
        const isThere = body['introspection_endpoint'] === baseUrl + paths.introspect
        expectThat(isThere, 'the introspection endpoint', reply)
      }
      if (refresh === undefined) return
      expectThat(grants.includes('refresh_token'), 'the refresh grant', reply)
      expectThat(body['revocation_endpoint'] === baseUrl + paths.revoke, 'the revocation endpoint', reply)
    },
  }),
  httpAudit({
    id: 'metadata-lists-nothing-weak',
    section: 'RFC 9700 §2.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The document does not list the implicit grant, and the password grant only if a client may use it.',
    async check(bench) {
      const { reply, body } = await readMetadata(bench)
      const grants = listed(body, 'grant_types_supported')
      const weak = ['implicit', ...(bench.fixtures.passwordClient === undefined ? ['password'] : [])]
      const none = grants.length > 0 && !weak.some((grantType) => grants.includes(grantType))
      expectThat(none, `grants, but not ${weak.join(' or ')}`, reply)
    },
  }),
  httpAudit({
    id: 'metadata-is-found-by-both-names',
    section: 'RFC 8414 §5',
    level: 'MAY',
    basis: 'promise',
    obligation: 'The path of OpenID Connect discovery leads to the same document.',
    async check(bench) {
      const { reply: one } = await readMetadata(bench)
      const other = await bench.send('GET', configuration)
      expectThat(one.body === other.body && other.status === 200, 'the same document', one, other)
    },
  }),
  httpAudit({
    id: 'metadata-of-an-issuer-with-a-path',
    section: 'RFC 8414 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: "The document of an issuer with a path is at the root of its host, followed by the issuer's path.",
    async check(bench) {
      const path = paths.metadata + pathOf(bench.fixtures.issuer)
      const reply = await bench.sendRaw({ method: 'GET', path, headers: [] })
      expectThat(expectJson(reply, 200)['issuer'] === bench.fixtures.issuer, 'the metadata of the issuer', reply)
    },
  }),
  httpAudit({
    id: 'metadata-holds-no-private-key',
    section: 'RFC 7517 §9.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The key set, if there is one, is where the metadata says, and has public keys only.',
    async check(bench) {
      const { body } = await readMetadata(bench)
      const { jwks_uri: uri } = body
      if (uri === undefined) return
      const reply = await bench.send('GET', paths.jwks)
      const { keys } = expectJson(reply, 200)
      expectThat(uri === bench.fixtures.baseUrl + paths.jwks && Array.isArray(keys), 'a set of keys', reply)
      for (const key of keys) {
        expectThat(isObject(key) && key['kty'] !== 'oct', 'asymmetric keys', reply)
        expectThat(!['d', 'p', 'q', 'k'].some((name) => name in key), 'no private part of a key', reply)
      }
    },
  }),
  httpAudit({
    id: 'metadata-may-be-kept',
    section: 'RFC 8414 §3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Caches may store the document, and it says for how long.',
    async check(bench) {
      const { reply } = await readMetadata(bench)
      expectThat(/\bmax-age=[1-9]\d*/.test(reply.header('Cache-Control') ?? ''), 'a max-age', reply)
      expectThat(reply.header('Set-Cookie') === undefined, 'no cookie on a response that caches store', reply)
      const headers = [
        ['If-None-Match', '*'],
        ['If-Modified-Since', 'Thu, 01 Jan 2099 00:00:00 GMT'],
      ] as const
      const { status } = await bench.send('GET', paths.metadata, headers)
      expectThat(status === 200 || status === 304, '200 or 304 to a conditional request', reply)
    },
  }),
  httpAudit({
    id: 'metadata-answers-head',
    section: 'RFC 9110 §9.3.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'HEAD gets the response of GET without the body, and with no Content-Length but that of GET.',
    async check(bench) {
      const get = await bench.send('GET', paths.metadata)
      const head = await bench.send('HEAD', paths.metadata)
      expectThat(head.status === get.status && head.body === '', 'the status of GET and no body', head)
      const length = head.header('Content-Length')
      const right = String(new TextEncoder().encode(get.body).length)
      expectThat(length === undefined || length === right, `Content-Length: ${right}, or none`, head)
      expectThat(head.header('Content-Type') === get.header('Content-Type'), 'the headers of GET', get, head)
    },
  }),
  httpAudit({
    id: 'metadata-takes-get-only',
    section: 'RFC 9110 §9.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'Any other method is refused with 405 and Allow.',
    async check(bench) {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const reply = await bench.send(method, paths.metadata)
        expectProblem(reply, 405)
        expectThat(/\bGET\b/.test(reply.header('Allow') ?? ''), 'Allow: GET', reply)
      }
    },
  }),
]
