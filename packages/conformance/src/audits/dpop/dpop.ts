import { decodeJwt } from 'jose'
import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { errorIn } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { isObject, objectIn } from '../../http/exchange.js'
import { createProofKey, type ProofKey } from './proof.js'
import { pollWithProof, refreshWithProof, signInWithProof } from './with-proof.js'

/** Tokens that are bound to the key of the device. RFC 9449 */
export const dpopAudits: readonly ServerAudit[] = [
  {
    id: 'dpop-token-type',
    section: 'RFC 9449 §5',
    level: 'MUST',
    obligation: 'A poll with a proof gets an access token of the type DPoP.',
    needs: ['dpop', 'decisions'],
    async check(bench) {
      const { exchange, tokenType } = await signInWithProof(bench, await createProofKey(bench))
      expectThat(String(tokenType).toLowerCase() === 'dpop', 'token_type DPoP', exchange)
    },
  },
  {
    id: 'dpop-binding',
    section: 'RFC 9449 §6',
    level: 'MUST',
    obligation: 'The access token names the key that it is bound to.',
    needs: ['dpop', 'decisions'],
    note: 'It is judged where the access token is a JWT, or this client may introspect it.',
    async check(bench) {
      const key = await createProofKey(bench)
      const { exchange, accessToken } = await signInWithProof(bench, key)
      if (accessToken.split('.').length === 3) {
        expectThat(
          thumbprintIn(decodeJwt(accessToken)) === key.thumbprint,
          'the thumbprint of the key in cnf.jkt',
          exchange,
        )
        return
      }
      const { introspection } = bench.server.endpoints
      if (introspection === undefined) throw new NotConcerned('the access token is opaque')
      const seen = await bench.post('introspection', [['token', accessToken]])
      const body = objectIn(seen)
      if (body?.['active'] !== true)
        throw new NotConcerned('the access token is opaque, and this client may not introspect')
      expectThat(thumbprintIn(body) === key.thumbprint, 'the thumbprint of the key in cnf.jkt', seen)
    },
  },
  ...[
    wrongProof('dpop-malformed', 'is no JWT', async () => 'devicegrant-audit'),
    wrongProof('dpop-wrong-type', 'has another type than dpop+jwt', (key, url, nonce) =>
      key.prove(url, { nonce, header: { typ: 'JWT' } }),
    ),
    wrongProof('dpop-wrong-method', 'is for another method', (key, url, nonce) =>
      key.prove(url, { nonce, claims: { htm: 'GET' } }),
    ),
    wrongProof('dpop-wrong-address', 'is for another address', (key, url, nonce) =>
      key.prove(`${url}/devicegrant-audit`, { nonce }),
    ),
    wrongProof('dpop-missing-jti', 'has no jti', (key, url, nonce) =>
      key.prove(url, { nonce, claims: { jti: undefined } }),
    ),
    wrongProof('dpop-old', 'was made a day ago', (key, url, nonce, bench) => {
      // RFC 9449 §4.3, item 11: the nonce may tell the age as well as iat.
      if (nonce !== undefined) throw new NotConcerned('the nonce of the server says how old a proof is')
      return key.prove(url, { claims: { iat: Math.floor(bench.now() / 1000) - 86_400 } })
    }),
    wrongProof('dpop-wrong-signature', 'has a signature of another key', async (key, url, nonce, bench) => {
      const [own, other] = [await key.prove(url, { nonce }), await (await createProofKey(bench)).prove(url, { nonce })]
      return [...own.split('.').slice(0, 2), ...other.split('.').slice(2)].join('.')
    }),
  ],
  {
    id: 'dpop-refresh-other-key',
    section: 'RFC 9449 §5',
    level: 'MUST',
    obligation: 'The refresh token of a public client is bound: a proof of another key gets no tokens.',
    needs: ['dpop', 'decisions', 'publicClient'],
    async check(bench) {
      const { refreshToken } = await signInWithProof(bench, await createProofKey(bench))
      if (refreshToken === undefined) throw new NotConcerned('the server gives no refresh token for this scope')
      const response = await refreshWithProof(bench, await createProofKey(bench), refreshToken)
      expectThat(readTokens(response) === undefined && errorIn(response) !== undefined, 'an error', response)
    },
  },
  {
    id: 'dpop-refresh-without-proof',
    section: 'RFC 9449 §5',
    level: 'MUST',
    obligation: 'The refresh token of a public client is bound: without a proof it gets no tokens.',
    needs: ['dpop', 'decisions', 'publicClient'],
    async check(bench) {
      const { refreshToken } = await signInWithProof(bench, await createProofKey(bench))
      if (refreshToken === undefined) throw new NotConcerned('the server gives no refresh token for this scope')
      const response = await bench.postForm('token', [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refreshToken],
      ])
      expectThat(readTokens(response) === undefined && errorIn(response) !== undefined, 'an error', response)
    },
  },
]

type MakeProof = (key: ProofKey, address: string, nonce: string | undefined, bench: Bench) => Promise<string>

function wrongProof(id: string, what: string, make: MakeProof): ServerAudit {
  return {
    id,
    section: 'RFC 9449 §4.3',
    level: 'MUST',
    obligation: `A proof that ${what} gets invalid_dpop_proof and no tokens.`,
    needs: ['dpop', 'decisions'],
    async check(bench) {
      const key = await createProofKey(bench)
      const response = await pollWithProof(bench, await bench.approved(), (address, nonce) =>
        make(key, address, nonce, bench),
      )
      expectThat(errorIn(response) === 'invalid_dpop_proof', 'the error invalid_dpop_proof', response)
    },
  }
}

function thumbprintIn(claims: object): unknown {
  const cnf: unknown = Reflect.get(claims, 'cnf')
  return isObject(cnf) ? cnf['jkt'] : undefined
}
