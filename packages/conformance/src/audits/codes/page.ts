import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { isPending } from '../../bench/refusal.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { isLoopback } from '../../find/addresses.js'
import { type Exchange, headerOf } from '../../http/exchange.js'

/** The page where the person enters the code, as far as anybody sees it. RFC 8628 §3.3 */
export const pageAudits: readonly ServerAudit[] = [
  {
    id: 'page-served',
    section: 'RFC 8628 §3.3',
    level: 'MUST',
    obligation: 'A browser that opens the verification URI gets a page, or is sent to one.',
    async check(bench) {
      const exchange = await open(bench, (await bench.start()).verificationUri)
      expectThat(exchange.status < 400, 'a page or a redirect', exchange)
    },
  },
  {
    id: 'page-tls',
    section: 'RFC 6749 §3.1',
    level: 'MUST',
    obligation: 'The verification URI is an https address.',
    async check(bench) {
      const { exchange, verificationUri } = await bench.start()
      if (!URL.canParse(verificationUri)) throw new NotConcerned('the address of the page is no URL')
      const url = new URL(verificationUri)
      if (isLoopback(url)) throw new NotConcerned('the page is on this machine')
      expectThat(url.protocol === 'https:', 'https', exchange)
    },
  },
  {
    id: 'page-framing',
    section: 'RFC 9700 §4.16',
    level: 'SHOULD',
    obligation: 'No other site can show the page in a frame.',
    note: 'The section has the two headers for the authorization endpoint. The verification page asks the same question.',
    async check(bench) {
      const exchange = await open(bench, (await bench.start()).verificationUri)
      if (exchange.status !== 200) throw new NotConcerned(`the page responds with status ${exchange.status}`)
      const options = headerOf(exchange, 'X-Frame-Options') ?? ''
      const policy = headerOf(exchange, 'Content-Security-Policy') ?? ''
      const isSafe = /^\s*(deny|sameorigin)\b/i.test(options) || limitsAncestors(policy)
      expectThat(isSafe, 'X-Frame-Options, or frame-ancestors in Content-Security-Policy', exchange)
    },
  },
  {
    id: 'page-link-decides-nothing',
    section: 'RFC 8628 §3.3.1',
    level: 'SHOULD',
    obligation: 'To open the verification URI with the code does not approve: the person confirms first.',
    note: 'The link is opened without a sign-in, so a page that approves at once for a person who is signed in is not noticed.',
    async check(bench) {
      const authorization = await bench.start()
      const { verificationUriComplete } = authorization
      if (verificationUriComplete === undefined) throw new NotConcerned('the server gives no verification_uri_complete')
      const page = await open(bench, verificationUriComplete)
      const poll = await bench.pollAtOnce(authorization)
      expectThat(isPending(poll), 'the code still pending', page, poll)
    },
  },
]

/** W3C Content Security Policy Level 3 §6.4.2: `*` and a scheme alone let every site frame the page. */
function limitsAncestors(policy: string): boolean {
  const [, sources] = /\bframe-ancestors\b([^;,]*)/i.exec(policy) ?? []
  return sources !== undefined && !sources.split(/\s+/).some((source) => /^(\*|https?:)$/i.test(source))
}

function open(bench: Bench, address: string): Promise<Exchange> {
  if (!URL.canParse(address)) throw new NotConcerned('the address of the page is no URL')
  const { origin } = new URL(address)
  if (!bench.mayReach(origin)) throw new NotConcerned(`the page is at ${origin}, an origin that was not named`)
  return bench.send('GET', address, [['Accept', 'text/html']])
}
