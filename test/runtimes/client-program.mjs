// Runs the client in this process: `client-program.mjs <address of the server> memory`, `... file <directory>` or `... terminal`. Prints
// how many steps passed. Each part is loaded alone, so that it shows what it needs of its runtime.

import { memoryTokens } from '@devicegrant/client'
import { runClient } from './client.mjs'

const parts = {
  memory: (address) => runClient(address, memoryTokens()),
  file: async (address, directory) => (await import('./client-file.mjs')).runWithFile(address, directory),
  terminal: async (address) => (await import('./client-terminal.mjs')).runWithTerminal(address),
}
const [address, part, ...rest] = process.argv.slice(2)
console.log(`${await parts[part](address, ...rest)} steps`)
