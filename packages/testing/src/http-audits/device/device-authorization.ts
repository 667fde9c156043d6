import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { pathOf, paths } from '../bench/bench.js'
import { expectKept, expectProblem, expectStarted, sameValues, scopeValues } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

const howMany = 20

/** The successful response of `POST /device_authorization`, RFC 8628 §3.1 and §3.2. */
export const deviceAuthorizationAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'start-gives-both-codes',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The response has both codes, the verification URI, the lifetime, and always the interval.',
    async check(bench) {
      const { reply } = await bench.start({ scope: bench.fixtures.client.scopes[0] })
      expectKept(reply)
    },
  }),
  httpAudit({
    id: 'start-is-kept-by-no-cache',
    section: 'RFC 8628 §3.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The response has no-store, also for old caches, and sets no cookie.',
    async check(bench) {
      const { reply } = await bench.start()
      expectThat(reply.header('Pragma') === 'no-cache', 'Pragma: no-cache', reply)
      expectThat(reply.header('Set-Cookie') === undefined, 'no Set-Cookie', reply)
    },
  }),
  httpAudit({
    id: 'start-verification-uri',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'standard',
    obligation:
      'The URI is absolute, https unless on loopback, has no code, and the complete one adds only the user code and its proof.',
    async check(bench) {
      const { reply, verificationUri, verificationUriComplete, userCode, deviceCode } = await bench.start()
      const { protocol, hostname, search } = new URL(verificationUri)
      const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
      expectThat(protocol === 'https:' || (protocol === 'http:' && isLoopback), 'an https URI', reply)
      expectThat(search === '' && !verificationUri.includes(userCode), 'no code in verification_uri', reply)
      expectThat(verificationUri === bench.fixtures.baseUrl + paths.page, 'the URI of the page', reply)
      const complete = verificationUriComplete ?? ''
      const expected = `${verificationUri}?user_code=${encodeURIComponent(userCode)}`
      const hasMore = /^(?:&k=[\w-]{16})?$/.test(complete.slice(expected.length))
      expectThat(complete.startsWith(expected) && hasMore, `verification_uri_complete ${expected}`, reply)
      expectThat(!complete.includes(deviceCode), 'no device code in any URI', reply)
    },
  }),
  httpAudit({
    id: 'start-codes-are-unguessable',
    section: 'RFC 6749 §10.10',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Device codes have 256 random bits as base64url, and no code is given out twice.',
    async check(bench) {
      const seen = new Set<string>()
      for (let count = 0; count < howMany; count++) {
        const { reply, deviceCode, userCode } = await bench.start()
        expectThat(/^[\w-]{65}$/.test(deviceCode), 'a device code of 65 base64url characters', reply)
        expectThat(!seen.has(deviceCode) && !seen.has(userCode), 'codes that were never given out before', reply)
        seen.add(deviceCode).add(userCode)
      }
    },
  }),
  httpAudit({
    id: 'start-empty-parameter-is-omitted',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A parameter without a value counts as omitted: the scope is the default scope.',
    async check(bench) {
      const person = await signIn(bench)
      const omitted = await person.view((await bench.start()).userCode)
      const { userCode, reply } = await bench.start({ scope: '', resource: '', client_secret: '' })
      const empty = await person.view(userCode)
      expectThat(empty['scope'] === omitted['scope'], `the scope ${omitted['scope']}, not ${empty['scope']}`, reply)
      expectThat(empty['resource'] === undefined, 'no resource', reply)
    },
  }),
  httpAudit({
    id: 'start-keeps-the-scope',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'The person sees the scope that the device requested, without extra spaces and repeated values.',
    async check(bench) {
      const [first, second] = bench.fixtures.client.scopes
      const { userCode, reply } = await bench.start({ scope: `${first}  ${second} ${first}` })
      const { scope } = await (await signIn(bench)).view(userCode)
      expectThat(sameValues(scopeValues(scope), [first, second]), `the scope ${first} ${second}, not ${scope}`, reply)
    },
  }),
  httpAudit({
    id: 'start-ignores-unknown-parameters',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Unknown parameters are ignored, whatever their names.',
    async check(bench) {
      for (const name of [
        'hello',
        'response_type',
        'audience',
        'redirect_uri',
        '__proto__',
        'constructor',
        '_method',
      ]) {
        await bench.start({ [name]: 'GET' })
      }
    },
  }),
  httpAudit({
    id: 'start-takes-json',
    section: 'RFC 8628 §3.1',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A JSON object of string members means the same as the form.',
    async check(bench) {
      const [scope] = bench.fixtures.client.scopes
      expectStarted(await bench.json(paths.start, { client_id: bench.fixtures.client.clientId, scope }))
    },
  }),
  httpAudit({
    id: 'start-keeps-the-resources',
    section: 'RFC 8707 §2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'The resource parameter may occur once or several times, and the person sees each value.',
    async check(bench) {
      const { clientId, resources } = bench.fixtures.client
      const person = await signIn(bench)
      const asked = [[resources[0]], [resources[0], resources[1]]]
      for (const wanted of asked) {
        const named = wanted.map((resource) => ['resource', resource] as const)
        const reply = await bench.form(paths.start, [['client_id', clientId], ...named])
        const { resource } = await person.view(expectStarted(reply).userCode)
        const shown = Array.isArray(resource) && sameValues(resource, wanted)
        expectThat(shown, `the resources ${wanted.join(' ')}, not ${JSON.stringify(resource)}`, reply)
      }
    },
  }),
  httpAudit({
    id: 'start-believes-no-host-header',
    section: 'RFC 9700 §4.13',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The URIs in the response come from the configuration, never from the headers of a request.',
    async check(bench) {
      const forged = [
        ['X-Forwarded-Host', 'evil.example'],
        ['X-Forwarded-Proto', 'gopher'],
        ['Forwarded', 'host=evil.example'],
      ] as const
      const path = pathOf(bench.fixtures.baseUrl) + paths.start
      const body = `client_id=${encodeURIComponent(bench.fixtures.client.clientId)}`
      const headers = [['Content-Type', 'application/x-www-form-urlencoded'], ...forged] as const
      const reply = await bench.sendRaw({ method: 'POST', path, headers, body })
      const { verificationUri } = expectStarted(reply)
      expectThat(verificationUri.startsWith(`${bench.fixtures.baseUrl}/`), 'a URI of the configured issuer', reply)
    },
  }),
  httpAudit({
    id: 'start-tells-the-numbers-of-the-client',
    section: 'RFC 8628 §3.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['tunedClient'],
    obligation: 'A client with its own code lifetime and interval receives them, and the server enforces them.',
    async check(bench) {
      const { clientId, expiresIn, interval } = bench.fixture('tunedClient')
      const started = await bench.start({ client_id: clientId })
      expectThat(started.expiresIn === expiresIn, `expires_in ${expiresIn}`, started.reply)
      expectThat(started.interval === interval, `interval ${interval}`, started.reply)
      await bench.poll(started.deviceCode, { client_id: clientId })
      const reply = await bench.poll(started.deviceCode, { client_id: clientId })
      const { interval: grown } = expectProblem(reply, 400, 'slow_down')
      expectThat(grown === interval + 5, `interval ${interval + 5}`, reply)
    },
  }),
]
