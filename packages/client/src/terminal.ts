/**
 * What a command line needs around a sign-in: it shows the code, opens the browser, waits, and ends cleanly.
 *
 * @packageDocumentation
 */

export { createTerminal, type Terminal, type TerminalOptions } from './terminal/create-terminal.js'
export { exitCodeOf, exitCodes } from './terminal/exit-codes.js'
export type {
  OpenAddress,
  ProcessEnd,
  StopSignal,
  Surroundings,
  TextInput,
  TextOutput,
} from './terminal/surroundings.js'
