import type { RiskVerdict } from '@devicegrant/core'
import * as z from 'zod'
import { isLoopback } from './addresses.js'
import { type Served, served } from './dialects.js'
import { languagesOf } from './playground/languages.js'
import type { RedisPlace } from './redis-place.js'
import {
  chosenDialects,
  issuer,
  origins,
  proxies,
  redisUrl,
  seconds,
  signingKey,
  wholeNumber,
} from './setting-values.js'

/** The checked settings from the environment. Durations are in milliseconds. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly framework: 'express' | 'koa' | 'node'
  /** `undefined` if the environment names none: then the address that the server listens on is the issuer. */
  readonly issuer: string | undefined
  readonly secret: string | undefined
  /** A private JWK. */
  readonly signingKey: Readonly<Record<string, unknown>> | undefined
  readonly codeLifetime: number
  readonly pollInterval: number
  readonly accessTokenLifetime: number
  /** The time from a grant to the end of its refresh tokens. */
  readonly refreshTokenLifetime: number
  /** The PostgreSQL of FRAMEWORK=node: a URL, or `pglite` for PostgreSQL inside the process. */
  readonly databaseUrl: string | undefined
  /** The Redis for all records, in every framework, if one is named. */
  readonly redis: RedisSettings | undefined
  /** Whether the playground is at `/`. Its device speaks at least one of the dialects. */
  readonly playground: boolean
  /** The metadata is that of the first dialect that has any. */
  readonly served: Served
  readonly trustedProxies: readonly string[]
  /** Whether guesses and requests are limited. The number of concurrent hashes is limited in any case. */
  readonly limits: boolean
  /** When a DPoP proof must have a nonce. */
  readonly dpopNonces: 'whenLate' | 'always'
  /** The origins whose pages may call the endpoints that devices need. */
  readonly corsOrigins: readonly string[]
  readonly admin: boolean
  /** The verdict on a request from another network than that of the person. `undefined`: all are allowed. */
  readonly risk: Exclude<RiskVerdict, 'allow'> | undefined
  /** Whether requests are measured, for Prometheus at `/metrics`. */
  readonly metrics: boolean
}

/** The address of Redis and the prefix of the keys. */
export interface RedisSettings {
  readonly place: RedisPlace
  readonly prefix: string
}

/** The value of DATABASE_URL for PostgreSQL inside the process. */
export const inProcess = 'pglite'

/** Reads the environment. Returns one sentence for each wrong variable. The sentences never contain secrets. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings | readonly string[] {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = variables.safeParse(given)
  if (result.success) return result.data
  return result.error.issues.map((issue) => complain(String(issue.path[0]), given, issue.message))
}

const secrets: readonly string[] = ['DEVICEGRANT_SECRET', 'DEVICEGRANT_SIGNING_KEY', 'DATABASE_URL', 'REDIS_URL']

function complain(name: string, given: Readonly<Record<string, string | undefined>>, allowed: string): string {
  const value = secrets.includes(name) ? 'a value that cannot be used' : JSON.stringify(given[name])
  return `${name}: given ${given[name] === undefined ? 'nothing' : value}; allowed is ${allowed}.`
}

interface PlaygroundChoice {
  readonly HOST: string
  readonly ISSUER?: string | undefined
  readonly PLAYGROUND?: string | undefined
  readonly DIALECTS?: Served | undefined
}

// Some dialects are not spoken by the device of the playground.
function showsPlayground(given: PlaygroundChoice): boolean {
  const isOn = given.PLAYGROUND === undefined ? isLocal(given) : given.PLAYGROUND === 'on'
  return isOn && languagesOf((given.DIALECTS ?? served).dialects, '', '').length > 0
}

// Only programs of this machine reach the server, unless a proxy is in front of it: then the issuer is its address.
function isLocal({ HOST, ISSUER }: PlaygroundChoice): boolean {
  return isLoopback(HOST) && (ISSUER === undefined || isLoopback(new URL(ISSUER).hostname))
}

const secretForm = '32 random characters at least'
// The same number as in core. A random value has more.
const fewestDifferent = 6

const variables = z
  .object({
    PORT: wholeNumber(0, 65_535).optional(),
    HOST: z.string().default('127.0.0.1'),
    ISSUER: issuer.optional(),
    FRAMEWORK: z.enum(['express', 'koa', 'node'], 'express, koa or node').default('express'),
    DEVICEGRANT_SECRET: z
      .string()
      .min(32, { error: secretForm, abort: true })
      .refine((secret) => new Set(secret).size >= fewestDifferent, `${secretForm}, as openssl rand -hex 32 makes them`)
      .optional(),
    DEVICEGRANT_SIGNING_KEY: signingKey.optional(),
    DEVICE_CODE_LIFETIME: seconds(5, 3_600, 600),
    POLL_INTERVAL: seconds(1, 60, 5),
    ACCESS_TOKEN_LIFETIME: seconds(1, 31_536_000, 600),
    REFRESH_TOKEN_LIFETIME: seconds(1, 315_360_000, 2_592_000),
    DATABASE_URL: z
      .string()
      .regex(/^(postgres(ql)?:\/\/.+|pglite)$/, 'a URL that begins with postgres://, or pglite')
      .optional(),
    PLAYGROUND: z.enum(['on', 'off'], 'on or off').optional(),
    DIALECTS: chosenDialects.optional(),
    TRUST_PROXY: proxies.optional(),
    LIMITS: z.enum(['on', 'off'], 'on or off').default('on'),
    DPOP_NONCES: z.enum(['whenLate', 'always'], 'whenLate or always').default('whenLate'),
    CORS_ORIGINS: origins.optional(),
    DEMO_ADMIN: z.enum(['on', 'off'], 'on or off').optional(),
    DEMO_RISK: z.enum(['off', 'warn', 'stepUp', 'deny'], 'off, warn, stepUp or deny').default('off'),
    OTEL: z.enum(['on', 'off'], 'on or off').default('off'),
    REDIS_URL: redisUrl.optional(),
    REDIS_PREFIX: z.string().default('devicegrant:'),
  })
  .refine(({ HOST, ISSUER }) => ISSUER !== undefined || isLoopback(HOST), {
    path: ['ISSUER'],
    message: 'the https URL by which HOST is reached, since HOST is not a loopback address',
  })
  .refine(({ REDIS_URL, DEVICEGRANT_SECRET }) => REDIS_URL === undefined || DEVICEGRANT_SECRET !== undefined, {
    path: ['DEVICEGRANT_SECRET'],
    message: `${secretForm}, the same for every process: Redis keeps the records after a process ends`,
  })
  .refine(({ REDIS_URL, DATABASE_URL }) => REDIS_URL === undefined || DATABASE_URL === undefined, {
    path: ['DATABASE_URL'],
    message: 'nothing beside REDIS_URL: set only one of the two',
  })
  .refine(({ DATABASE_URL, FRAMEWORK }) => DATABASE_URL === undefined || FRAMEWORK === 'node', {
    path: ['DATABASE_URL'],
    message: 'nothing without FRAMEWORK=node, because the other frameworks keep all records in memory',
  })
  .transform(
    (given): Settings => ({
      port: given.PORT ?? 3_000,
      host: given.HOST,
      framework: given.FRAMEWORK,
      issuer: given.ISSUER,
      secret: given.DEVICEGRANT_SECRET,
      signingKey: given.DEVICEGRANT_SIGNING_KEY,
      codeLifetime: given.DEVICE_CODE_LIFETIME,
      pollInterval: given.POLL_INTERVAL,
      accessTokenLifetime: given.ACCESS_TOKEN_LIFETIME,
      refreshTokenLifetime: given.REFRESH_TOKEN_LIFETIME,
      databaseUrl: given.DATABASE_URL,
      redis: given.REDIS_URL && { place: given.REDIS_URL, prefix: given.REDIS_PREFIX },
      playground: showsPlayground(given),
      served: given.DIALECTS ?? served,
      trustedProxies: given.TRUST_PROXY ?? [],
      limits: given.LIMITS === 'on',
      dpopNonces: given.DPOP_NONCES,
      corsOrigins: given.CORS_ORIGINS ?? [],
      admin: given.DEMO_ADMIN === 'on',
      risk: given.DEMO_RISK === 'off' ? undefined : given.DEMO_RISK,
      metrics: given.OTEL === 'on',
    }),
  )
