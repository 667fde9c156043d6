import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { createDeviceGrant, type DeviceGrant } from '../src/compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../src/compose/options.js'
import { makeRecoveryCodes } from '../src/defaults/second-factor/recovery-codes.js'
import { makeTotpSecret } from '../src/defaults/second-factor/totp.js'
import { createTotpFactor } from '../src/defaults/second-factor/totp-factor.js'
import type { HttpResponse } from '../src/http/message.js'
import { second } from '../src/machine/time.js'
import type { SecondFactor } from '../src/ports/hooks/second-factor.js'
import { browserProxy } from './browser.js'
import { formRequest, jsonRequest, responseOf } from './http.js'

export const origin = 'https://login.example'
/** An account with a second factor. */
export const alice = { username: 'alice', password: 'correct horse battery staple' }
/** An account without one. */
export const bob = { username: 'bob', password: 'a quiet rivière under seven bridges' }

/** A host whose account `alice` has an authenticator app and recovery codes. */
export interface FactorHost {
  readonly host: FakeHost
  readonly grant: DeviceGrant
  readonly secondFactor: SecondFactor
  readonly subject: string
  /** The unused recovery codes as the person has them. */
  readonly recoveryCodes: readonly string[]
  /** What the host keeps: the hashes of those codes. */
  readonly keptHashes: Set<string>
  /** What fails from now on. */
  readonly broken: Set<'needed' | 'verify' | 'stores.jtis.use'>
  /** Another grant on the same stores. */
  open(changes?: Partial<DeviceGrantOptions>): DeviceGrant
  /** The code of the app, this number of steps of 30 seconds from now. */
  appCode(steps?: number): string
  /** A code that is right at no moment near. */
  wrongCode(): string
  login(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<HttpResponse>
  loginJson(body: object): Promise<HttpResponse>
}

/** Opens the host. Its limits are the defaults of the library. */
export async function openFactorHost(changes: Partial<DeviceGrantOptions> = {}): Promise<FactorHost> {
  const host = createFakeHost({ issuer: origin, limits: {} })
  const memory = createMemoryStores({ clock: host.clock })
  const subject = (await host.options.accounts.findByUsername('alice'))?.subject ?? ''
  const secret = makeTotpSecret()
  const made = makeRecoveryCodes(subject)
  const keptHashes = new Set(made.hashes)
  const broken: FactorHost['broken'] = new Set()
  const totp = createTotpFactor({
    find: (asked) => (asked === subject ? { secret, recoveryCodes: [...keptHashes] } : undefined),
    spendRecoveryCode: (_, hash) => keptHashes.delete(hash),
  })
  const failing = (what: 'needed' | 'verify' | 'stores.jtis.use') => {
    if (broken.has(what)) throw new Error(`${what} fails because the test asked for it`)
  }
  const secondFactor: SecondFactor = {
    methods: totp.methods,
    async needed(account) {
      failing('needed')
      return totp.needed(account)
    },
    async verify(presented) {
      failing('verify')
      return totp.verify(presented)
    },
  }
  const jtis = {
    async use(name: string, forgetAt: number) {
      failing('stores.jtis.use')
      return memory.jtis.use(name, forgetAt)
    },
  }
  const open: FactorHost['open'] = (more = {}) =>
    createDeviceGrant({
      ...host.options,
      stores: { ...memory, jtis },
      passwordLogin: { ...host.options.passwordLogin, secondFactor },
      trustedProxies: [browserProxy],
      onWarning: () => {},
      ...changes,
      ...more,
    })
  const grant = open()
  const step = () => Math.floor(host.clock.now() / (30 * second))
  const codeAt = (nth: number) => generateHOTP(decodeBase32IgnorePadding(secret), BigInt(nth), 6)
  const appCode = (steps = 0) => codeAt(step() + steps)
  return {
    host,
    grant,
    secondFactor,
    subject,
    recoveryCodes: made.codes,
    keptHashes,
    broken,
    open,
    appCode,
    wrongCode() {
      const right = [-2, -1, 0, 1, 2].map(appCode)
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
    },
    login: (fields, headers) =>
      responseOf(grant.handler, formRequest('/login', String(new URLSearchParams(fields)), headers)),
    loginJson: (body) => responseOf(grant.handler, jsonRequest('/login', body)),
  }
}
