import { DeviceLoginError } from '../failures/device-login-error.js'
import { parseSecretJson } from '../file/parse-secret-json.js'
import { storageFailure } from '../file/problems.js'
import type { Keyring, OpenKeyring } from './keyring.js'
import { isSecretPart, type SecretPart } from './secret-part.js'

/** Windows takes no more bytes in one entry. */
const largestOnWindows = 2_560
const answerWithin = 60_000

/** The entry of one owner in the keyring. */
export interface KeyringEntry {
  read(): Promise<SecretPart | undefined>
  write(part: SecretPart): Promise<void>
  remove(): Promise<void>
  /** Writes, reads and removes another entry. */
  probe(): Promise<void>
}

/** What makes an entry. */
export interface EntryOptions {
  readonly open: OpenKeyring
  readonly service: string
  readonly account: string
  readonly place: string
  readonly platform: NodeJS.Platform
}

/** Makes the entry of one owner. It opens the keyring when it is first used. */
export function keyringEntry({ open, service, account, place, platform }: EntryOptions): KeyringEntry {
  let opened: Keyring | undefined

  async function use<Result>(work: (keyring: Keyring) => Promise<Result>): Promise<Result> {
    try {
      opened ??= await open(service)
      return await inTime(work(opened))
    } catch (thrown) {
      if (thrown instanceof DeviceLoginError) throw thrown
      const problem =
        'it cannot be used. Unlock it, or start the service that keeps it; without one, keep the tokens in a file.'
      throw storageFailure(place, problem, thrown)
    }
  }

  async function write(name: string, secret: string): Promise<void> {
    const size = Buffer.byteLength(secret)
    if (platform === 'win32' && size > largestOnWindows) {
      const problem = `the refresh token needs ${size} bytes, and an entry has ${largestOnWindows}. Keep the tokens in a file.`
      throw storageFailure(place, problem)
    }
    await use((keyring) => keyring.write(name, secret))
  }

  return {
    async read() {
      const text = await use((keyring) => keyring.read(account))
      return text === undefined ? undefined : parse(text, place)
    },
    write: (part) => write(account, JSON.stringify(part)),
    remove: () => use((keyring) => keyring.remove(account)),
    async probe() {
      const name = `${account}.probe`
      const secret = `probe of process ${process.pid}`
      await write(name, secret)
      const read = await use((keyring) => keyring.read(name))
      await use((keyring) => keyring.remove(name))
      // Another process may have removed the entry: it tries the same one.
      if (read !== undefined && !read.startsWith('probe of process ')) {
        throw storageFailure(place, 'it does not return what was written. Keep the tokens in a file.')
      }
    },
  }
}

// A keyring that asks a person who is not there would wait forever.
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no response in ${answerWithin} milliseconds`)), answerWithin)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function parse(text: string, place: string): SecretPart {
  const value = parseSecretJson(text)
  if (isSecretPart(value)) return value
  const problem =
    'its entry has no content that this program knows. Update this program; or remove the entry, and sign in again.'
  throw storageFailure(place, problem)
}
