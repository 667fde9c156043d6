import type { ServerAudit } from '../../bench/audit.js'
import { mostBits } from '../../bench/entropy.js'
import { errorIn, expectError } from '../../bench/refusal.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { isJson, objectIn } from '../../http/exchange.js'

/** What a device gets after the decision of the person. RFC 8628 §3.5, RFC 6749 §5.1 */
export const decisionAudits: readonly ServerAudit[] = [
  {
    id: 'approval-tokens',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    obligation: 'After the approval, a poll gets an access token and its type with status 200.',
    needs: ['decisions'],
    async check(bench) {
      const exchange = await bench.pollUntilDecided(await bench.approved())
      const { access_token: token, token_type: type } = objectIn(exchange) ?? {}
      expectThat(exchange.status === 200, 'status 200', exchange)
      expectThat(typeof token === 'string' && token !== '', 'access_token as a string', exchange)
      expectThat(typeof type === 'string' && type !== '', 'token_type as a string', exchange)
    },
  },
  {
    id: 'approval-media-type',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    obligation: 'The response with the tokens has the media type application/json.',
    needs: ['decisions'],
    async check(bench) {
      const { exchange } = await bench.signInOnce()
      expectThat(isJson(exchange), 'Content-Type: application/json', exchange)
    },
  },
  {
    id: 'approval-expires-in',
    section: 'RFC 6749 §5.1',
    level: 'SHOULD',
    obligation: 'The response says in expires_in for how many seconds the access token is valid.',
    needs: ['decisions'],
    async check(bench) {
      const { exchange } = await bench.signInOnce()
      const expiresIn = objectIn(exchange)?.['expires_in']
      expectThat(typeof expiresIn === 'number' && expiresIn > 0, 'expires_in as a number above 0', exchange)
    },
  },
  {
    id: 'approval-scope',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    obligation: 'If the response has a scope, it is one string of names that are separated by spaces.',
    needs: ['decisions'],
    async check(bench) {
      const { exchange, scope } = await bench.signInOnce()
      const isGood = scope === undefined || (typeof scope === 'string' && scopeForm.test(scope))
      expectThat(isGood, 'scope as names of printable ASCII with single spaces', exchange)
    },
  },
  {
    id: 'approval-token-characters',
    section: 'RFC 6749 appendix A.12',
    level: 'MUST',
    obligation: 'An access token has printable ASCII characters only.',
    needs: ['decisions'],
    async check(bench) {
      const { exchange, accessToken } = await bench.signInOnce()
      expectThat(/^[\x20-\x7e]+$/.test(accessToken), 'printable ASCII', exchange)
    },
  },
  {
    id: 'approval-token-entropy',
    section: 'RFC 6749 §10.10',
    level: 'MUST',
    obligation: 'An access token cannot be guessed: it has the entropy of 128 bits or more.',
    needs: ['decisions'],
    note: 'The count of bits is the greatest that the length and the characters of the token allow.',
    async check(bench) {
      const { exchange, accessToken } = await bench.signInOnce()
      const bits = mostBits([accessToken])
      expectThat(bits >= 128, `128 bits, and not at most ${bits}`, exchange)
    },
  },
  {
    id: 'denial-refused',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'After the denial, a poll gets access_denied.',
    needs: ['decisions'],
    async check(bench) {
      const authorization = await bench.start()
      await bench.decide(authorization, 'deny')
      expectError(await bench.pollUntilDecided(authorization), 'access_denied')
    },
  },
  {
    id: 'denial-lasts',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'After the denial, no later poll gets tokens or is pending.',
    needs: ['decisions'],
    async check(bench) {
      const authorization = await bench.start()
      await bench.decide(authorization, 'deny')
      await bench.pollUntilDecided(authorization)
      const later = await bench.poll(authorization)
      expectError(later, 'access_denied', 'invalid_grant', 'expired_token')
    },
  },
  {
    id: 'expiry-refused',
    section: 'RFC 8628 §3.5',
    level: 'MUST',
    obligation: 'After the lifetime of the codes, a poll hears that they have expired.',
    note: 'Also accepted: invalid_grant, which RFC 6749 §5.2 has for expired grants.',
    async check(bench) {
      const authorization = await bench.start()
      const { expiresIn, exchange } = authorization
      if (expiresIn === undefined) throw new NotConcerned('the server names no lifetime')
      if (expiresIn > bench.patience) {
        throw new NotConcerned(
          `the codes live for ${expiresIn} seconds, and the run waits for ${bench.patience} at most`,
        )
      }
      await bench.sleep((expiresIn + 1) * 1000)
      const late = await bench.poll(authorization)
      const isOver = ['expired_token', 'invalid_grant'].includes(errorIn(late) ?? '')
      expectThat(isOver, 'the error expired_token or invalid_grant', exchange, late)
    },
  },
]

/** RFC 6749 §3.3 */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/
