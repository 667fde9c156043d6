import { type Duration, day, type Instant, minute, second } from '../../machine/time.js'
import type { PageMoment } from '../page/models.js'

const hour = 60 * minute

/** A moment as people read it: when it was, and how long ago in words. */
export function momentOf(at: Instant, now: Instant): PageMoment {
  return { iso: new Date(at).toISOString(), ago: ago(now - at) }
}

function ago(duration: Duration): string {
  if (duration < 10 * second) return 'just now'
  if (duration < minute) return `${Math.floor(duration / second)} seconds ago`
  if (duration < hour) return counted(duration / minute, 'minute')
  if (duration < day) return counted(duration / hour, 'hour')
  return counted(duration / day, 'day')
}

function counted(count: number, unit: string): string {
  const whole = Math.floor(count)
  return whole === 1 ? `1 ${unit} ago` : `${whole} ${unit}s ago`
}
