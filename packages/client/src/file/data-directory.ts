import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'
import { checkName } from './names.js'

/** What decides where programs keep their data. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() }
}

/** The directory in which a program keeps its data, as each system wants it. */
export function dataDirectory(app: string, { platform, environment, home }: Surroundings): string {
  checkName('app', app)
  if (platform === 'win32') {
    return win32.join(environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), app, 'Data')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', app)
  const named = environment['XDG_DATA_HOME'] ?? ''
  // The specification of these variables says that a relative path is ignored.
  return posix.join(posix.isAbsolute(named) ? named : posix.join(home, '.local', 'share'), app)
}
