// @module-tag repeated
import { createScriptedRandom } from '@devicegrant/testing'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { createProofKey, mountDpop } from '../../../test-support/dpop.js'
import { repetitions } from '../../../test-support/repetitions.js'

// RFC 9449 §4.3: whatever somebody does to a proof that he has seen, no server accepts it, and none fails.

const count = repetitions(100_000)
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ,%\n\u0000é'
const values: readonly unknown[] = [null, '', 'none', 'ES256', 'HS256', 'RS256', 0, -1, 1e308, [], {}, true, 'dpop+jwt']

/** Returns numbers below a limit, the same in each run. */
function createNumbers(): (limit: number) => number {
  const random = createScriptedRandom(9449)
  const bytes = new Uint8Array(4)
  return (limit) => {
    random.fill(bytes)
    return new DataView(bytes.buffer).getUint32(0) % limit
  }
}

/** Returns the proof with a change in its text, or in the JSON of its header or its claims. */
function mutate(proof: string, number: (limit: number) => number): string {
  const at = number(proof.length)
  const letter = letters.charAt(number(letters.length))
  switch (number(7)) {
    case 0:
      return proof.slice(0, at) + letter + proof.slice(at + 1)
    case 1:
      return proof.slice(0, at) + letter + proof.slice(at)
    case 2:
      return proof.slice(0, at) + proof.slice(at + 1 + number(8))
    case 3:
      return proof.slice(0, at)
    case 4:
      return proof
        .split('.')
        .toSorted(() => number(3) - 1)
        .join('.')
    default:
      return withOtherMember(proof, number)
  }
}

function withOtherMember(proof: string, number: (limit: number) => number): string {
  const parts = proof.split('.')
  const index = number(2)
  const part: object = JSON.parse(new TextDecoder().decode(base64url.decode(parts[index] ?? '')))
  const owner: object = index === 0 && number(2) === 0 ? Object(Reflect.get(part, 'jwk')) : part
  const names = [...Object.keys(owner), 'd', 'kid', 'crit', 'b64', 'alg', 'x5c']
  const name = names[number(names.length)] ?? 'alg'
  if (number(3) === 0) Reflect.deleteProperty(owner, name)
  else Reflect.set(owner, name, values[number(values.length)])
  return parts.with(index, base64url.encode(JSON.stringify(part))).join('.')
}

describe('a changed proof', () => {
  it('DP28: is never accepted, and never a fault', { timeout: 10 * 60_000 }, async () => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const keys = await Promise.all(['ES256', 'Ed25519', 'PS256'].map((alg) => createProofKey(host.clock, alg)))
    const proofs = await Promise.all(keys.map((key) => proofOf(key)))
    const started = await start()
    await approve(started)
    const number = createNumbers()
    for (let done = 0; done < count; done++) {
      const proof = proofs[number(proofs.length)] ?? ''
      const changed = mutate(proof, number)
      if (changed === proof) continue
      const { status, body } = await poll(started, changed)
      expect(`${status} ${JSON.parse(body).error}`, changed).toBe('400 invalid_dpop_proof')
    }
    expect(host.faults).toEqual([])
    for (const proof of proofs.slice(0, 1)) expect((await poll(started, proof)).status).toBe(200)
  })
})
