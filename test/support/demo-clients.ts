import { readFileSync } from 'node:fs'
import { type CryptoKey, importJWK } from 'jose'

/** The private key with which the demo's `demo-signer` signs its assertions. */
export async function demoSignerKey(): Promise<{ readonly key: CryptoKey; readonly kid: string }> {
  const file = new URL('../../examples/demo/demo-signer.jwk.json', import.meta.url)
  const jwk: { readonly kid: string } = JSON.parse(readFileSync(file, 'utf8'))
  const key = await importJWK(jwk)
  if (key instanceof Uint8Array) throw new Error(`${file} holds no key pair`)
  return { key, kid: jwk.kid }
}
