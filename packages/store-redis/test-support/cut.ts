import type { RespFrame } from './resp.js'

/** Which commands a cut is for. */
export interface CutOptions {
  /** How often it cuts; once, if this is not said. */
  readonly times?: number
  /** A text that the command has somewhere, in letters of whatever case, or what looks at its words. */
  readonly only?: string | ((words: readonly string[]) => boolean)
}

/** An armed cut. */
export interface Cut {
  readonly when: 'before' | 'after'
  /** Whether the cut is for this command. Every yes counts. */
  takes(command: RespFrame): boolean
}

/** A cut for the next commands, or for the next of some kind. */
export function createCut(when: Cut['when'], { times = 1, only = () => true }: CutOptions = {}): Cut {
  const isMeant = typeof only === 'string' ? contains(only) : only
  let left = times
  return {
    when,
    takes({ value }) {
      if (left === 0 || !isMeant(Array.isArray(value) ? value.map(String) : [])) return false
      left -= 1
      return true
    },
  }
}

function contains(text: string): (words: readonly string[]) => boolean {
  return (words) => words.some((word) => word.toLowerCase().includes(text.toLowerCase()))
}
