// What the reader of an example in a docstring already has: things of the host, and other libraries.

import type { DeviceClient, LoginOptions } from '@devicegrant/client'
import type { AuditReport } from '@devicegrant/conformance'
import type {
  AccessTokenClaims,
  Account,
  AccountDirectory,
  Client,
  ClientRegistry,
  createBearerCheck,
  DeviceGrant,
  DeviceGrantOptions,
  HostSession,
  LinkedDevice,
  Realms,
  Viewer,
} from '@devicegrant/core'
import type { JwtIssuer, JwtIssuerOptions } from '@devicegrant/core/jwt'
import type { DeviceAuthorizationStore, JtiStore, LimitStore, TokenFamilyStore } from '@devicegrant/core/stores'
import type { TotpAccount } from '@devicegrant/core/totp'
import type { AuditTarget, ManualClock } from '@devicegrant/testing'
import type { Express, Request, Response } from 'express'

export { randomUUID } from 'node:crypto'
export { createServer } from 'node:http'
export { default as bcrypt } from 'bcryptjs'
export { Redis } from 'ioredis'
export { default as Koa } from 'koa'
export { createClient, createCluster } from 'redis'
export { test } from 'vitest'

export declare const auditReport: AuditReport
export declare const options: DeviceGrantOptions
export declare const grant: DeviceGrant
export declare const realms: Realms
export declare const tokens: JwtIssuer
export declare const checkBearer: ReturnType<typeof createBearerCheck>
export declare const claims: AccessTokenClaims
export declare const privateJwk: JwtIssuerOptions['keys'][number]
export declare const secret: string
export declare const issuer: string
export declare const auth: DeviceClient
export declare const show: LoginOptions['show']

export declare const app: Express
export declare const request: Request
export declare const response: Response
export declare const mails: { add(mail: { to: string; text: string }): Promise<void> }
export declare const ip: string
export declare const userAgent: string
export declare const logger: { error(entry: unknown): void }
export declare const username: string
export declare const password: string

export declare const accounts: AccountDirectory
export declare const users: ReadonlyMap<string, Account>
export declare const database: { selectUserByName(username: string): Promise<Account | null> }
export declare const clients: ClientRegistry
export declare const registered: ReadonlyMap<string, Client>
export declare const cities: ReadonlyMap<string, { city: string; country: string }>
export declare const secondFactors: ReadonlySet<string>
export declare const subject: Viewer['subject']
export declare const sessionId: NonNullable<Viewer['sessionId']>
export declare const authenticatedAt: Viewer['authenticatedAt']
export declare const device: LinkedDevice
export declare const ticket: string
export declare const code: string
export declare const phones: { has(subject: string): Promise<boolean> }
export declare const messages: { isRight(subject: string, code: string, at: number): Promise<boolean> }
export declare const factors: {
  get(subject: string): TotpAccount | undefined
  save(subject: string, secret: string): Promise<void>
  removeCode(subject: string, hash: string): Promise<boolean>
}
export declare function sessionOf(cookie: string | undefined): Promise<HostSession | undefined>

export declare const store: DeviceAuthorizationStore
export declare const families: TokenFamilyStore
export declare const clock: ManualClock
export declare const target: AuditTarget
export declare const table: object
export declare function createMyStore(options: object): DeviceAuthorizationStore
export declare function createMyFamilyStore(options: object): TokenFamilyStore
export declare function createMyJtiStore(options: object): JtiStore
export declare function createMyLimitStore(options: object): LimitStore
