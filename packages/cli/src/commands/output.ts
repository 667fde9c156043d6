import { writeFileSync } from 'node:fs'
import type { Terminal } from '../terminal/terminal.js'
import { CommandFailure } from './command.js'

/**
 * Writes a secret text to a new file that only this user can read.
 *
 * @throws CommandFailure if the file exists, or cannot be written.
 */
export function writeSecretFile(file: string, text: string, terminal: Terminal): void {
  try {
    // The flag wx fails if the file exists, so no key that is in use is lost.
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (fault) {
    const code: unknown = Reflect.get(Object(fault), 'code')
    if (code === 'EEXIST') {
      throw new CommandFailure(
        `${file} exists, and is not overwritten: it may have a key that is in use. Choose another name`,
      )
    }
    throw new CommandFailure(`${file} cannot be written (${String(code)})`)
  }
  terminal.note(
    `devicegrant: wrote ${file}. Only this user can read it. Do not put it into the repository or the image.\n`,
  )
}
