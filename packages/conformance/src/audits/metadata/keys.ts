import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { type Exchange, isObject, objectIn } from '../../http/exchange.js'

/** The keys that the server publishes. */
export const keyAudits: readonly ServerAudit[] = [
  {
    id: 'keys-served',
    section: 'RFC 7517 §5',
    level: 'MUST',
    obligation: 'The address of the keys has a JSON object with a list of keys.',
    needs: ['jwks'],
    async check(bench) {
      const exchange = await readKeys(bench)
      const keys = objectIn(exchange)?.['keys']
      const isSet = Array.isArray(keys) && keys.every((key) => typeof Object(key).kty === 'string')
      expectThat(exchange.status === 200 && isSet, 'keys, each with kty', exchange)
    },
  },
  {
    id: 'keys-public',
    section: 'RFC 7517 §9.2',
    level: 'MUST',
    obligation: 'The published keys have no private and no symmetric part.',
    needs: ['jwks'],
    async check(bench) {
      const exchange = await readKeys(bench)
      const keys = objectIn(exchange)?.['keys']
      const members = (Array.isArray(keys) ? keys : []).filter(isObject).flatMap((key) => Object.keys(key))
      const secret = members.filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].includes(name))
      expectThat(secret.length === 0, `no member ${secret.join(', ')} in a key`, exchange)
    },
  },
]

function readKeys({ server, send }: Bench): Promise<Exchange> {
  const { jwks } = server.endpoints
  if (jwks === undefined) throw new NotConcerned('the server has no address of keys')
  return send('GET', jwks, [['Accept', 'application/json']])
}
