import type { Revocation, RevokedWindow } from '@devicegrant/core/stores'
import { wholeInstant } from './whole-instant.js'

// A value is `1 <moment> <forgetAt>`, and then each window as ` <from>,<until>,<network>;<forgetAt>`. `-` is no moment, and no
// network. No part has a space, a comma or a semicolon in it.
const form = /^1 (\d+|-) \d+((?: [^ ;]+;\d+)*)$/
const windowForm = /^(-?\d+),(-?\d+),([\da-fA-F.:/]+|-)$/

/** Returns the text of a window. Throws for a network that is neither an address nor a range. */
export function writeWindow({ from, until, network = '-' }: RevokedWindow): string {
  const text = `${wholeInstant(from)},${wholeInstant(until)},${network}`
  if (windowForm.test(text)) return text
  throw new TypeError('the network of a window must be an IP address or a range of them, such as 192.0.2.0/24')
}

/** Reads the value of a revocation. Throws if another version or another program wrote it. */
export function readRevocation(value: unknown): Revocation {
  const [, before, windows] = form.exec(String(value)) ?? []
  if (before === undefined || windows === undefined) throw unknownFormat()
  const listed = windows.split(' ').slice(1).map(readWindow)
  return { ...(before !== '-' && { before: Number(before) }), ...(listed.length > 0 && { windows: listed }) }
}

function readWindow(text: string): RevokedWindow {
  const [, from, until, network] = windowForm.exec(text.slice(0, text.indexOf(';'))) ?? []
  if (from === undefined || until === undefined || network === undefined) throw unknownFormat()
  return { from: Number(from), until: Number(until), ...(network !== '-' && { network }) }
}

function unknownFormat(): Error {
  return new Error(
    'a revocation in Redis has a format that this version does not know: use another prefix, or the version that wrote it',
  )
}
