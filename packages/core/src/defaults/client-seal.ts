import type { KeyObject } from 'node:crypto'
import type { Instant } from '../machine/time.js'
import type { RegistrableAuthMethod } from '../protocol/command.js'
import { deriveKey } from './derive-key.js'
import { decryptText, encryptText } from './encrypted-text.js'
import { createHmacSha256, type Hmac } from './hmac.js'
import { createSystemRandom } from './random.js'

/** The facts about a client that its identifier holds. */
export interface SealedClient {
  readonly name: string
  readonly authMethod: RegistrableAuthMethod
  /** Whether it may refresh its tokens. */
  readonly refreshes: boolean
  /** Absent: it requested none, so the host's rules apply. */
  readonly scopes?: readonly string[]
  readonly expiresAt: Instant
}

/** Keeps the facts about a client in its identifier, so that no table is needed. */
export interface ClientSeal {
  /** Returns a new identifier, or `undefined` if it would be too long. */
  seal(client: SealedClient): string | undefined
  /** Returns the facts of an identifier, and the secret of its client, or `undefined` if it is not one of this seal. */
  open(clientId: string): { readonly client: SealedClient; readonly clientSecret: string } | undefined
}

// Stores index client identifiers, and `Authorization: Basic` repeats them in a header.
const longestId = 512

// The prefix tells these identifiers from those that a host chooses.
const form = /^dgc_([\w-]+)$/

/** Returns a seal with keys of this issuer. The first secret seals. The others only open, while a host changes its secret. */
export function createClientSeal(issuer: string, secrets: readonly [string, ...string[]]): ClientSeal {
  const random = createSystemRandom()
  const keys = secrets.map((secret) => keysOf(secret, issuer))
  const current = keysOf(secrets[0], issuer)
  return {
    seal(client) {
      const clientId = `dgc_${encryptText(random, current.identifier, JSON.stringify(client))}`
      return clientId.length > longestId ? undefined : clientId
    },
    open(clientId) {
      const encrypted = clientId.length > longestId ? undefined : form.exec(clientId)?.[1]
      if (encrypted === undefined) return undefined
      for (const { identifier, secret } of keys) {
        const client = decrypted(identifier, encrypted)
        if (client !== undefined) return { client, clientSecret: secret.text(clientId) }
      }
      return undefined
    },
  }
}

interface Keys {
  readonly identifier: KeyObject
  readonly secret: Hmac
}

function keysOf(secret: string, issuer: string): Keys {
  return {
    identifier: deriveKey(secret, 'client identifier', issuer),
    secret: createHmacSha256(deriveKey(secret, 'client secret', issuer)),
  }
}

function decrypted(key: KeyObject, encrypted: string): SealedClient | undefined {
  try {
    // Only this seal can have written it.
    return JSON.parse(decryptText(key, encrypted))
  } catch {
    // It throws only if the text was altered or encrypted with another key.
    return undefined
  }
}
