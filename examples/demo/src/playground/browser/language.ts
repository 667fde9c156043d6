import type { Language, Refusal, Sentence } from '../config.js'
import type { Answer, Sent } from './exchange.js'
import { membersIn, numberIn, textIn } from './json.js'

/** What a device reads in the answer to its start. Times are in seconds. */
export interface Started {
  readonly deviceCode: string
  readonly userCode: string
  readonly address: string
  /** The address with the code in it, or without if the dialect has none. */
  readonly link: string
  readonly lifetime: number
  readonly interval: number
}

/** What a device reads in the answer to a poll or a refresh. */
export type Reading =
  | { readonly kind: 'tokens'; readonly accessToken: string; readonly refreshToken: string | undefined }
  | { readonly kind: Refusal; readonly interval: number | undefined }
  | { readonly kind: 'failed'; readonly reason: string }
  /** No answer came, or the server is not available. */
  | { readonly kind: 'silent' }
  /** The server has had too many requests. */
  | { readonly kind: 'busy' }

// RFC 8628 §3.2: a device waits five seconds if the server names no interval.
const defaultInterval = 5

/** Writes a request of the device. */
export function write(
  base: string,
  { path, media, accept, parameters, secret }: Sentence,
  value = '',
  ownHeaders: Readonly<Record<string, string>> = {},
): Sent {
  const common = { from: 'device', method: 'POST', url: `${base}${path}` } as const
  const wanted = accept === undefined ? {} : { Accept: accept }
  if (parameters === undefined) return { ...common, headers: wanted, ownHeaders }
  const all = { ...parameters, ...(secret !== undefined && { [secret]: value }) }
  const body = media === 'application/json' ? JSON.stringify(all) : new URLSearchParams(all).toString()
  return { ...common, headers: { 'Content-Type': media, ...wanted }, ownHeaders, body }
}

/** Reads the answer to a start. Returns `undefined` if the server refused. */
export function readStarted({ status, body }: Answer): Started | undefined {
  const members = membersIn(body)
  const deviceCode = textIn(members, 'device_code')
  const userCode = textIn(members, 'user_code')
  const address = textIn(members, 'verification_uri', 'verification_url')
  if (status !== 200 || deviceCode === undefined || userCode === undefined || address === undefined) return undefined
  return {
    deviceCode,
    userCode,
    address,
    link: textIn(members, 'verification_uri_complete') ?? address,
    lifetime: numberIn(members, 'expires_in') ?? 0,
    interval: numberIn(members, 'interval') ?? defaultInterval,
  }
}

/** Says why the server gave no code. */
export function refusedStart(answer: Answer | undefined): string {
  if (answer === undefined) return 'The server does not answer. Start again when it runs.'
  if (answer.status === 429) return 'The server has had too many requests, and gave no code. Wait, and start again.'
  return 'The server gave no code. See its answer below, and start again.'
}

/** Reads the answer to a poll or a refresh, in the words of the dialect. */
export function read(language: Language, answer: Answer | undefined): Reading {
  if (answer === undefined || answer.status >= 500) return { kind: 'silent' }
  const members = membersIn(answer.body)
  const accessToken = textIn(members, 'access_token')
  if (answer.status === 200 && accessToken !== undefined) {
    return { kind: 'tokens', accessToken, refreshToken: textIn(members, 'refresh_token') }
  }
  // A dialect whose refusals are a status alone has the empty word.
  const word = textIn(members, language.wordMember) ?? ''
  const retryAfter = answer.headers['retry-after']
  const interval = numberIn(members, 'interval') ?? (retryAfter === undefined ? undefined : Number(retryAfter))
  const { refusals } = language
  const fits = (refusal: Refusal): boolean =>
    refusals[refusal].status === answer.status && refusals[refusal].word === word
  // Some dialects spell "pending" and "too fast" alike. Then only Retry-After tells them apart.
  if (fits('slowDown') && (!fits('pending') || retryAfter !== undefined)) return { kind: 'slowDown', interval }
  // RFC 6585 §4: this says nothing about the code or the token.
  if (answer.status === 429) return { kind: 'busy' }
  const kind = (['pending', 'denied', 'expired', 'unknown'] as const).find(fits)
  return kind === undefined ? { kind: 'failed', reason: `${answer.status} ${word}`.trim() } : { kind, interval }
}
