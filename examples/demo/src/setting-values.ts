import * as z from 'zod'
import { isIssuer, isOrigin } from './addresses.js'
import { readDialects } from './dialects.js'
import { isProxy, proxyForm } from './proxies.js'
import { readRedisPlace, redisUrlForm } from './redis-place.js'

// How the values of the settings are read. Each message says what is allowed.

const second = 1_000

/** A whole number in this range, written in digits. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const allowed = `a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,10}$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed)
}

/** Seconds in this range, as milliseconds. `otherwise` is in seconds. */
export function seconds(least: number, most: number, otherwise: number): z.ZodType<number> {
  return wholeNumber(least, most)
    .optional()
    .transform((value) => (value ?? otherwise) * second)
}

/** The URL of the demo. */
export const issuer = z
  .string()
  .refine(isIssuer, 'an https URL, or http on localhost, without query, fragment or a slash at the end')

/** A private JWK. Its text never appears in a message. */
export const signingKey = z.string().transform((text, context) => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    // The message of the parser could contain a part of the key.
    context.addIssue({ code: 'custom', message: 'a private key as one JSON Web Key' })
    return z.NEVER
  }
})

/** Proxies, with commas between. */
export const proxies = z
  .string()
  .transform((text) => text.split(',').map((proxy) => proxy.trim()))
  .refine((list) => list.every(isProxy), proxyForm)

/** Origins, with commas between. */
export const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine(
    (list) => list.every(isOrigin),
    'origins such as https://app.example.com, http on localhost only, with commas between',
  )

/** The names of the served dialects, with commas between. */
export const chosenDialects = z.string().transform((text, context) => {
  const chosen = readDialects(text)
  if (typeof chosen !== 'string') return chosen
  context.addIssue({ code: 'custom', message: chosen })
  return z.NEVER
})

/** The address of Redis, or of the nodes of a cluster. */
export const redisUrl = z.string().transform((text, context) => {
  const place = readRedisPlace(text)
  if (place !== undefined) return place
  context.addIssue({ code: 'custom', message: redisUrlForm })
  return z.NEVER
})
