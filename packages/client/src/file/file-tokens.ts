import { join, resolve } from 'node:path'
import { isSameSignIn } from '../tokens/memory-tokens.js'
import { isStoredTokens } from '../tokens/stored-tokens.js'
import type { StoredTokens, TokenOwner, TokenPlace, TokenStore } from '../tokens/token-store.js'
import { dataDirectory, surroundings } from './data-directory.js'
import type { PrivateDirectory } from './directory.js'
import { checkName, nameOf } from './names.js'
import { openDocument } from './private-document.js'

/** Where a program keeps its files. */
export interface FilePlaceOptions {
  /** The name of the program, for the directory of its data. */
  readonly app: string
  /**
   * For programs with which one person signs in several times, to different accounts.
   *
   * @defaultValue `default`
   */
  readonly profile?: string
  /**
   * The directory. It must belong to the user alone. Without a desktop, `process.env.XDG_RUNTIME_DIR` keeps the tokens until the
   * user signs out of the computer.
   *
   * @defaultValue where the system keeps data of programs: below `$XDG_DATA_HOME` or `~/.local/share`, in
   * `~/Library/Application Support`, or in `%LOCALAPPDATA%`
   */
  readonly directory?: string
}

/**
 * Keeps tokens in a file that only this user can read. Several processes can use it at the same time.
 *
 * @throws TypeError if `app` or `profile` cannot be a part of a file name.
 * @example
 * ```ts
 * const auth = createDeviceClient({ issuer, clientId: 'mycli', tokens: fileTokens({ app: 'mycli' }) })
 * ```
 */
export function fileTokens(options: FilePlaceOptions): TokenPlace {
  checkPlace(options)
  return {
    name: 'file',
    isPlainFile: true,
    open(owner, report): TokenStore {
      const document = openDocument({
        ...whereabouts(options, owner, '.json'),
        isContent: (value): value is StoredTokens => isStoredTokens(value) && isOf(value, owner),
        report,
      })
      const { place, read, exclusive, probe } = document
      return {
        place,
        read,
        exclusive,
        probe,
        // A process that works without the lock must not come between a comparison and its change.
        write: (tokens) => document.changing(() => document.write(tokens)),
        remove: (seen) => document.changing(() => document.remove((current) => isSameSignIn(current, seen))),
      }
    },
  }
}

/** Checks the names of a place before anything is opened. */
export function checkPlace({ app, profile }: FilePlaceOptions): void {
  checkName('app', app)
  if (profile !== undefined) checkName('profile', profile)
}

/** The path of a file of one owner. */
export function whereabouts(
  { app, profile, directory }: FilePlaceOptions,
  owner: TokenOwner,
  ending: string,
): { readonly path: string; readonly directory: PrivateDirectory } {
  const own: PrivateDirectory =
    directory === undefined
      ? { path: dataDirectory(app, surroundings()), isOwn: true }
      : { path: resolve(directory), isOwn: false }
  return { path: join(own.path, `${nameOf(owner, profile)}${ending}`), directory: own }
}

function isOf({ issuer, clientId }: TokenOwner, owner: TokenOwner): boolean {
  return issuer === owner.issuer && clientId === owner.clientId
}
