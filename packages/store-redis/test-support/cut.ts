import type { RespFrame } from './resp.js'

/** The commands that a cut applies to. */
export interface CutOptions {
  /**
   * The number of cuts.
   *
   * @defaultValue 1
   */
  readonly times?: number
  /** A text in the command (case does not matter), or a function that tests the words of the command. */
  readonly only?: string | ((words: readonly string[]) => boolean)
}

/** An armed cut. */
export interface Cut {
  readonly when: 'before' | 'after'
  /** Returns whether the cut applies to this command. Each `true` counts as one cut. */
  takes(command: RespFrame): boolean
}

/** Creates a cut for the next commands, or for the next commands of some kind. */
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
