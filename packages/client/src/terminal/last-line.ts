import type { Duration, Instant, Time } from '../time/time.js'
import type { TextOutput } from './surroundings.js'

/**
 * The last line of a terminal: a wait that is drawn again and again, or a question. It never hides the cursor, so a program
 * that is suspended or killed in between leaves a terminal that works.
 */
export interface LastLine {
  /** Draws a wait with the time until `end`, if lines can be drawn again. */
  wait(text: string, end: Instant): void
  /** Replaces the text of a wait, if one is drawn. */
  change(text: string): void
  /** Shows a question, and leaves the cursor behind it. */
  ask(question: string): void
  /** The person has ended the line of the question. */
  answered(): void
  /** Writes a line above. */
  print(line: string): void
  /** Leaves an empty line, and no timer. */
  clear(): void
}

interface Wait {
  text: string
  frame: number
  readonly end: Instant
  readonly stopping: AbortController
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const timeOfFrame: Duration = 100
const columnsByDefault = 80
// ECMA-48 §8.3.41: erase in line.
const eraseLine = '\r\u001b[2K'

/** Makes the last line of a stream. If it cannot be drawn again, it has no waits. */
export function createLastLine(output: TextOutput, time: Time, canRedraw: boolean): LastLine {
  let shown: Wait | string | undefined

  function draw({ text, frame, end }: Wait): string {
    const line = `${frames[frame % frames.length]} ${text} ${timeLeft(end - time.now())} left`
    // A line that is longer than the terminal would leave parts of itself behind.
    return `${eraseLine}${line.slice(0, (output.columns ?? columnsByDefault) - 1)}`
  }

  async function drawUntilStopped(wait: Wait): Promise<void> {
    for (;;) {
      output.write(draw(wait))
      await time.sleep(timeOfFrame, wait.stopping.signal)
      wait.frame += 1
    }
  }

  function clear(): void {
    if (shown === undefined) return
    output.write(typeof shown === 'string' ? '\n' : eraseLine)
    if (typeof shown === 'object') shown.stopping.abort()
    shown = undefined
  }

  return {
    wait(text, end) {
      clear()
      if (!canRedraw) return
      const wait = { text, frame: 0, end, stopping: new AbortController() }
      shown = wait
      drawUntilStopped(wait).catch(() => undefined) // the sleep rejects when the drawing is stopped
    },
    change(text) {
      if (typeof shown === 'object') shown.text = text
    },
    ask(question) {
      clear()
      shown = question
      output.write(question)
    },
    answered() {
      if (typeof shown === 'string') shown = undefined
    },
    print(line) {
      if (typeof shown === 'string') output.write(`\n${line}\n${shown}`)
      else output.write(shown === undefined ? `${line}\n` : `${eraseLine}${line}\n${draw(shown)}`)
    },
    clear,
  }
}

/** A time as minutes and seconds, such as `9:05`. */
function timeLeft(left: Duration): string {
  const seconds = Math.max(0, Math.ceil(left / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
