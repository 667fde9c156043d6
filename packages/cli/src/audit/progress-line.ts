import type { AuditProgress } from '@devicegrant/conformance'
import type { Terminal } from '../terminal/terminal.js'

/** One line that says how far a run has come. */
export interface ProgressLine {
  show(progress: AuditProgress): void
  clear(): void
}

// ECMA-48 §8.3.41: erase the line.
const eraseLine = '\r\u001b[2K'

/** Makes the line of a terminal. A program that reads the results gets no line. */
export function createProgressLine(terminal: Terminal): ProgressLine {
  if (!terminal.isInteractive) return { show: () => undefined, clear: () => undefined }
  return {
    show: ({ done, total, id }) => terminal.note(`${eraseLine}${done + 1} of ${total}: ${id}`),
    clear: () => terminal.note(eraseLine),
  }
}
