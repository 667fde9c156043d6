import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StorageEvent, StoredTokens, TokenPlace, TokenStore } from '../src/tokens/token-store.js'

export const owner = { issuer: 'https://login.example.com', clientId: 'mycli' }

/** Tokens whose values are found in no message. */
export function tokensOf(name: string, more: Partial<StoredTokens> = {}): StoredTokens {
  return {
    version: 1,
    ...owner,
    scope: 'read',
    tokenType: 'bearer',
    accessToken: `secret-access-${name}`,
    refreshToken: `secret-refresh-${name}`,
    receivedAt: 1_000,
    expiresAt: 2_000,
    subject: 'ada',
    ...more,
  }
}

/** An empty directory that only this user can open. It is removed after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'devicegrant-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A store with the events that it has reported. */
export function openPlace(place: TokenPlace): { readonly store: TokenStore; readonly events: StorageEvent[] } {
  const events: StorageEvent[] = []
  return { store: place.open(owner, (event) => events.push(event)), events }
}

/** The failure with which a promise rejects. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return thrown instanceof Error ? thrown : new Error(`no failure, but ${String(thrown)}`)
}

/** The message of the failure with which a promise rejects. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  return (await failureOf(work)).message
}
