/**
 * The command `devicegrant`: makes secrets and signing keys, checks a configuration before it is deployed,
 * and tries the laws of stores on a store of the host.
 *
 * @packageDocumentation
 */

export { runCommand } from './run-command.js'
export type { Terminal } from './terminal/terminal.js'
