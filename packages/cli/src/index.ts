/**
 * The command `devicegrant`: makes secrets and signing keys, and checks a configuration before it is deployed.
 *
 * @packageDocumentation
 */

export { runCommand } from './run-command.js'
export type { Terminal } from './terminal/terminal.js'
