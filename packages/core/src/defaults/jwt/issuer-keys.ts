import type { JWK } from 'jose'
import { checkKeyList, importSigningKey, type SigningKey, wasMadeHere } from './keys.js'

/** The imported keys of a JWT issuer. The first key of each list signs. */
export interface IssuerKeys {
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly idTokenKey: SigningKey
  /** All keys that are published. */
  readonly published: readonly SigningKey[]
  /** Whether `generateSigningKey` made one of the two signing keys in this process. */
  readonly volatile: boolean
}

/**
 * Checks and imports the keys of a JWT issuer. Without a second list, the first list signs ID tokens too.
 *
 * @throws `TypeError` when a list is empty or no list, when a key cannot be used, or when two keys have the same `kid`.
 */
export function importIssuerKeys(jwks: readonly JWK[], idTokenJwks: readonly JWK[] | undefined): IssuerKeys {
  const keys = importKeys(jwks, 'keys')
  const isVolatile = jwks.slice(0, 1).some(wasMadeHere)
  if (idTokenJwks === undefined) return { keys, idTokenKey: keys[0], published: keys, volatile: isVolatile }
  const idTokenKeys = importKeys(idTokenJwks, 'idTokenKeys')
  const published = [...keys, ...idTokenKeys]
  checkKids(published, 'keys and idTokenKeys')
  return {
    keys,
    idTokenKey: idTokenKeys[0],
    published,
    volatile: isVolatile || idTokenJwks.slice(0, 1).some(wasMadeHere),
  }
}

function importKeys(jwks: readonly JWK[], option: string): readonly [SigningKey, ...SigningKey[]] {
  checkKeyList(jwks, option)
  const [first, ...others] = jwks.map(importSigningKey)
  if (first === undefined) {
    throw new TypeError(`${option}: pass at least one private JWK. generateSigningKey makes one`)
  }
  const keys = [first, ...others] as const
  checkKids(keys, option)
  return keys
}

function checkKids(keys: readonly SigningKey[], option: string): void {
  if (new Set(keys.map(({ kid }) => kid)).size === keys.length) return
  throw new TypeError(`${option}: two keys have the same kid. Each key needs its own`)
}
