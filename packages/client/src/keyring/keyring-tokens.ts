import { checkPlace, type FilePlaceOptions, whereabouts } from '../file/file-tokens.js'
import { nameOf } from '../file/names.js'
import { openDocument } from '../file/private-document.js'
import { isSameSignIn } from '../tokens/memory-tokens.js'
import { isStoredTokens } from '../tokens/stored-tokens.js'
import type { TokenOwner, TokenPlace, TokenStore } from '../tokens/token-store.js'
import type { LinuxKeyring, OpenKeyring } from './keyring.js'
import { keyringEntry } from './keyring-entry.js'
import { belongTogether, type FilePart, join, type Parts, split } from './secret-part.js'
import { systemKeyring } from './system-keyring.js'

/** The options of `keyringTokens`. */
export interface KeyringOptions extends FilePlaceOptions {
  /** The name under which the keyring shows the entry, such as the name of the program. */
  readonly service: string
  /**
   * Which keyring is used on Linux. `keyutils` is the keyring of the kernel: it needs no desktop, and forgets everything when the
   * computer stops.
   *
   * @defaultValue `secret-service`
   */
  readonly linuxKeyring?: LinuxKeyring
}

/**
 * Keeps the refresh token and the DPoP key in the keyring of the operating system, and the rest in a file that only this user
 * can read. It needs the package `@napi-rs/keyring`.
 *
 * @throws TypeError if `app` or `profile` cannot be a part of a file name.
 * @example
 * ```ts
 * const tokens = keyringTokens({ service: 'My CLI', app: 'mycli' })
 * ```
 */
export function keyringTokens(options: KeyringOptions): TokenPlace {
  return keyringTokensBy(systemKeyring(options.linuxKeyring ?? 'secret-service'), options)
}

/** Keeps tokens in the keyring that `open` opens. */
export function keyringTokensBy(
  open: OpenKeyring,
  options: KeyringOptions,
  platform: NodeJS.Platform = process.platform,
): TokenPlace {
  checkPlace(options)
  if (options.service === '') throw new TypeError('service is empty: write the name of the program.')
  return {
    name: 'keyring',
    isPlainFile: false,
    open: (owner, report) => openStore(open, options, platform, owner, report),
  }
}

/*
 * A process can be killed between the two writes, so the keyring comes first. It has what cannot be had again: the server has
 * already spent the refresh token before. With the file first, the new refresh token would be lost. Both parts have the same
 * random id, and the part of the keyring names the id before, so `join` knows what an older file is worth.
 * The other way round, a removal starts with the keyring too: without its part there are no tokens, whatever the file has.
 */
function openStore(
  open: OpenKeyring,
  options: KeyringOptions,
  platform: NodeJS.Platform,
  owner: TokenOwner,
  report: Parameters<TokenPlace['open']>[1],
): TokenStore {
  const { service } = options
  const place = `the keyring entry "${service}"`
  const entry = keyringEntry({ open, service, account: nameOf(owner, options.profile), place, platform })
  const document = openDocument({
    ...whereabouts(options, owner, '.keyring.json'),
    isContent: (value): value is FilePart => isFilePart(value, owner),
    report,
  })

  // The file first: a writer that comes between leaves a newer part in the keyring, as if it was killed.
  async function readParts(): Promise<Parts> {
    const file = await document.read()
    const secret = await entry.read()
    const isTorn = secret !== undefined && (file === undefined || !belongTogether(secret, file))
    return { secret, file: isTorn ? await document.read() : file }
  }

  return {
    place,
    read: async () => join(await readParts(), owner),
    exclusive: document.exclusive,
    write: (tokens) =>
      document.changing(async () => {
        const { secret, file } = split(tokens, await readParts())
        await entry.write(secret)
        await document.write(file)
      }),
    remove: (seen) =>
      document.changing(async () => {
        const current = join(await readParts(), owner)
        if (current === undefined || !isSameSignIn(current, seen)) return false
        await entry.remove()
        await document.remove(() => true)
        return true
      }),
    async probe() {
      await entry.probe()
      await document.probe()
      await entry.read()
    },
  }
}

function isFilePart(value: unknown, owner: TokenOwner): value is FilePart {
  if (typeof value !== 'object' || value === null || !('version' in value && 'id' in value && 'tokens' in value)) {
    return false
  }
  const { version, id, tokens } = value
  return (
    version === 1 &&
    typeof id === 'string' &&
    isStoredTokens(tokens) &&
    tokens.issuer === owner.issuer &&
    tokens.clientId === owner.clientId
  )
}
