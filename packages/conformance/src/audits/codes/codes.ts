import type { ServerAudit } from '../../bench/audit.js'
import { expectThat } from '../../bench/verdicts.js'
import { isJson, isKeptFromCaches, objectIn } from '../../http/exchange.js'

/** The response of the device authorization endpoint. RFC 8628 §3.2 */
export const codeAudits: readonly ServerAudit[] = [
  {
    id: 'codes-form',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'The device authorization endpoint reads its parameters from a form in the body.',
    async check(bench) {
      const exchange = await bench.postForm('deviceAuthorization', [])
      expectThat(exchange.status !== 415, 'another status than 415', exchange)
    },
  },
  {
    id: 'codes-served',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'A client gets a device code, a user code and a verification URI with status 200.',
    async check(bench) {
      const exchange = await bench.requestCodes()
      expectThat(exchange.status === 200, 'status 200', exchange)
      const body = objectIn(exchange)
      for (const name of ['device_code', 'user_code', 'verification_uri']) {
        const value = body?.[name]
        expectThat(typeof value === 'string' && value !== '', `${name} as a string`, exchange)
      }
      expectThat(URL.canParse(String(body?.['verification_uri'])), 'verification_uri as a URL', exchange)
    },
  },
  {
    id: 'codes-media-type',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'The response with the codes has the media type application/json.',
    async check(bench) {
      const { exchange } = await bench.start()
      expectThat(isJson(exchange), 'Content-Type: application/json', exchange)
    },
  },
  {
    id: 'codes-lifetime',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'The response says in expires_in for how many seconds the codes are valid.',
    async check(bench) {
      const { exchange } = await bench.start()
      expectThat(isSeconds(objectIn(exchange)?.['expires_in']), 'expires_in as a number above 0', exchange)
    },
  },
  {
    id: 'codes-interval',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'If the response has an interval, it is a number of seconds.',
    async check(bench) {
      const { exchange } = await bench.start()
      const interval = objectIn(exchange)?.['interval']
      expectThat(interval === undefined || isSeconds(interval), 'interval as a number above 0, or none', exchange)
    },
  },
  {
    id: 'codes-complete-uri',
    section: 'RFC 8628 §3.2',
    level: 'MAY',
    obligation: 'The response has a verification URI that includes the user code.',
    async check(bench) {
      const { exchange, verificationUriComplete } = await bench.start()
      const isUrl = verificationUriComplete !== undefined && URL.canParse(verificationUriComplete)
      expectThat(isUrl, 'verification_uri_complete as a URL', exchange)
    },
  },
  {
    id: 'codes-short-uri',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    obligation: 'The verification URI that a person types does not include the user code.',
    async check(bench) {
      const { exchange, verificationUri, userCode } = await bench.start()
      expectThat(!verificationUri.includes(userCode), 'a verification_uri without the user code', exchange)
    },
  },
  {
    id: 'codes-no-store',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    obligation: 'No cache may store the response with the codes.',
    note: 'The section names each response with credentials. A device code is one: it fetches the tokens of a public client.',
    async check(bench) {
      const { exchange } = await bench.start()
      expectThat(isKeptFromCaches(exchange), 'Cache-Control: no-store', exchange)
    },
  },
  {
    id: 'codes-unlike',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'Each request gets a device code and a user code of its own.',
    async check(bench) {
      const [one, other] = [await bench.start(), await bench.start()]
      const areUnlike = one.deviceCode !== other.deviceCode && one.userCode !== other.userCode
      expectThat(areUnlike, 'other codes in each response', one.exchange, other.exchange)
    },
  },
]

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
