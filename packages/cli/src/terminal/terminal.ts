import { env, stderr, stdout } from 'node:process'

/** Where a command writes, and what it knows about its reader. */
export interface Terminal {
  /** Writes a result. Other programs read it. */
  write(text: string): void
  /** Writes a note for the person. */
  note(text: string): void
  /** Whether a person reads the results, and no program or file. */
  readonly isInteractive: boolean
  /** Whether results may have colors. */
  readonly hasColors: boolean
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  write: (text) => void stdout.write(text),
  note: (text) => void stderr.write(text),
  isInteractive: stdout.isTTY === true,
  // https://no-color.org: any text that is not empty switches colors off.
  hasColors: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
}
