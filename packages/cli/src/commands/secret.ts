import { randomBytes } from 'node:crypto'
import type { Command } from './command.js'
import { refuseWords } from './command.js'
import { writeSecretFile } from './output.js'

const secretBytes = 32

/** Makes a value for the option `secret`. */
export const secret: Command = {
  summary: 'makes a value for the option `secret`',
  help: `Usage: devicegrant secret [--env] [--out <file>]

Prints 32 random bytes as base64url: a value for the option \`secret\`, or one of \`opaqueSecrets\`.

Options:
  --env          prints DEVICEGRANT_SECRET=… for a file of environment variables
  --out <file>   writes a new file that only this user can read

Examples:
  devicegrant secret --env >> .env
  devicegrant secret --out secret
`,
  options: { env: { type: 'boolean' }, out: { type: 'string' } },
  run(given, terminal) {
    refuseWords(given, 'secret')
    const value = randomBytes(secretBytes).toString('base64url')
    const line = given.flags.has('env') ? `DEVICEGRANT_SECRET=${value}\n` : `${value}\n`
    const out = given.texts.get('out')
    if (out !== undefined) {
      writeSecretFile(out, line, terminal)
      return 0
    }
    terminal.write(line)
    if (terminal.isInteractive) {
      terminal.note(
        'Keep it as DEVICEGRANT_SECRET with your other secrets, the same in every process: with another one, all people sign in again.\n',
      )
    }
    return 0
  },
}
