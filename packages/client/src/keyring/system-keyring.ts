import { storageFailure } from '../file/problems.js'
import type { LinuxKeyring, OpenKeyring } from './keyring.js'

/**
 * The keyring of the operating system, by the package `@napi-rs/keyring`. It is loaded when it is first needed, so that a
 * program without it can still load this package. On Linux the kind is fixed: the package would else turn to the keyring of
 * the kernel by itself, which forgets everything when the computer stops.
 */
export function systemKeyring(store: LinuxKeyring): OpenKeyring {
  return async (service) => {
    const { AsyncEntry } = await load()
    const entryOf = (account: string) => new AsyncEntry(service, account, { linux: { store } })
    return {
      async read(account) {
        const secret = await entryOf(account).getSecret()
        return secret === null ? undefined : Buffer.from(secret).toString('utf8')
      },
      // As bytes: Windows would store each character of a password as two.
      write: async (account, secret) => entryOf(account).setSecret(Buffer.from(secret, 'utf8')),
      remove: async (account) => void (await entryOf(account).deleteCredential()),
    }
  }
}

async function load(): Promise<typeof import('@napi-rs/keyring')> {
  try {
    return await import('@napi-rs/keyring')
  } catch (thrown) {
    const problem = 'the package @napi-rs/keyring is missing or does not run here. Install it beside this program.'
    throw storageFailure('the keyring', problem, thrown)
  }
}
