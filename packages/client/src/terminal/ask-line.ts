import { createInterface } from 'node:readline'
import { DeviceLoginError } from '../failures/device-login-error.js'
import type { TextInput } from './surroundings.js'

/**
 * Reads one line. The terminal itself edits the line and turns Ctrl-C into a signal, as it does before a program asks.
 *
 * @throws DeviceLoginError if the input ends before the line.
 */
export function readLine(input: TextInput, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const lines = createInterface({ input, terminal: false, signal })
  return new Promise<string>((resolve, reject) => {
    lines.once('line', (line) => resolve(line.trim()))
    lines.once('close', () => reject(signal.aborted ? signal.reason : cannotAsk('its input has ended')))
  }).finally(() => lines.close())
}

/** The failure of a sign-in that needs a number which the program cannot get from the person. */
export function cannotAsk(reason: string): DeviceLoginError {
  return new DeviceLoginError({
    code: 'refused',
    error: 'verification_required',
    description: `it wants the number that its page shows, and this program cannot ask for it: ${reason}.`,
  })
}
