import type { Terminal } from './terminal.js'

/** One line that changes while a person waits. */
export interface Progress {
  show(text: string): void
  /** Removes the line. */
  end(): void
}

/** Returns a line on this terminal. Without a person who reads, it shows nothing. */
export function progressOn(terminal: Terminal): Progress {
  let width = 0
  const show = (text: string) => {
    if (!terminal.isInteractive) return
    // Spaces cover what is left of a longer text, also on a terminal that knows no control sequences.
    terminal.note(`\r${text.padEnd(width)}\r`)
    width = text.length
  }
  return { show, end: () => show('') }
}
