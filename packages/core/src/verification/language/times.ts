import { type Duration, day, type Instant, minute, second } from '../../machine/time.js'
import type { PageLook } from '../page/look.js'
import type { PageMoment } from '../page/models.js'

const hour = 60 * minute

type Unit = 'second' | 'minute' | 'hour' | 'day'

/** A moment as people read it: when it was, and how long ago in words. */
export function momentOf(at: Instant, now: Instant, look: PageLook): PageMoment {
  return { iso: new Date(at).toISOString(), ago: ago(now - at, look) }
}

/** A time to wait, in whole minutes or hours, never too short. */
export function waitInWords(wait: Duration, { language }: PageLook): string {
  const minutes = Math.max(1, Math.ceil(wait / minute))
  return minutes > 90 ? counted(Math.ceil(minutes / 60), 'hour', language) : counted(minutes, 'minute', language)
}

function ago(duration: Duration, { language, texts }: PageLook): string {
  if (duration < 10 * second) return texts.justNow
  if (duration < minute) return past(duration / second, 'second', language)
  if (duration < hour) return past(duration / minute, 'minute', language)
  if (duration < day) return past(duration / hour, 'hour', language)
  return past(duration / day, 'day', language)
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>()

function past(count: number, unit: Unit, language: string): string {
  const format = kept(relativeFormats, language, () => new Intl.RelativeTimeFormat(language))
  return format.format(-Math.floor(count), unit)
}

const durationFormats = new Map<string, Intl.NumberFormat>()

function counted(count: number, unit: Unit, language: string): string {
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const
  const format = kept(durationFormats, `${language} ${unit}`, () => new Intl.NumberFormat(language, options))
  return format.format(count)
}

// To make a format takes a thousand times as long as to use it. The languages of a page are few.
function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const format = formats.get(key) ?? make()
  formats.set(key, format)
  return format
}
