import type { TextOutput } from './surroundings.js'

/** How texts are shown on one stream. */
export interface Looks {
  /** Lines can be drawn again in their place. */
  readonly canRedraw: boolean
  readonly isTerminal: boolean
  strong(text: string): string
  good(text: string): string
  bad(text: string): string
  /** White on black, in any theme of the terminal. */
  picture(line: string): string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Finds out what a stream can show. `color` goes before the environment. */
export function looksOf({ isTTY = false }: TextOutput, env: Environment, color: boolean | 'auto'): Looks {
  const hasColors = color === 'auto' ? colorsByEnvironment(isTTY, env) : color
  // ECMA-48 §8.3.117: select graphic rendition.
  const paint = (start: string, end: string) => (text: string) =>
    hasColors ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return {
    // The log of a CI keeps each frame as a line of its own.
    canRedraw: isTTY && !isDumb(env) && !isSet(env['CI']),
    isTerminal: isTTY,
    strong: paint('1', '22'),
    good: paint('32', '39'),
    bad: paint('31', '39'),
    picture: paint('97;40', '0'),
  }
}

/** The order is that of Node.js: FORCE_COLOR, then NO_COLOR (https://no-color.org), then what the terminal is. */
function colorsByEnvironment(isTerminal: boolean, env: Environment): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return !['0', 'false'].includes(forced)
  if (isSet(env['NO_COLOR'])) return false
  return isTerminal && !isDumb(env)
}

function isDumb(env: Environment): boolean {
  return env['TERM'] === 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
