import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { StorageEvent } from '../tokens/token-store.js'
import { type PrivateDirectory, prepareDirectory, syncDirectory } from './directory.js'
import { type LockTimes, lockTimes, withLock } from './lock/lock.js'
import { parseSecretJson } from './parse-secret-json.js'
import { storageFailure, withPlainProblems } from './problems.js'
import { readPrivateFile } from './read-private-file.js'
import { removeLeftBehind, tryToWrite, writePrivateFile } from './write-private-file.js'

/** A JSON file of one user, which several processes read and change. */
export interface PrivateDocument<Content> {
  readonly place: string
  read(): Promise<Content | undefined>
  /** Replaces the file. To be called in `changing`. */
  write(content: Content): Promise<void>
  /** Removes the file if `isSeen` says so of its content. To be called in `changing`. */
  remove(isSeen: (content: Content) => boolean): Promise<boolean>
  exclusive<Result>(run: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Runs a short work while no other process changes the file. It is another lock than that of `exclusive`. */
  changing<Result>(run: () => Promise<Result>): Promise<Result>
  probe(): Promise<void>
}

/** What makes a document. */
export interface DocumentOptions<Content> {
  readonly directory: PrivateDirectory
  readonly path: string
  isContent(value: unknown): value is Content
  report(event: StorageEvent): void
  /** @defaultValue `lockTimes` */
  readonly times?: LockTimes
}

/** Opens a document. It touches nothing yet. */
export function openDocument<Content>(options: DocumentOptions<Content>): PrivateDocument<Content> {
  const { directory, path, isContent, report, times = lockTimes } = options
  const place = `the file ${path}`
  const tightened = (what: string) => () => report({ type: 'tightened', place: what })
  const skipped = () => report({ type: 'lockSkipped', place })
  const prepare = () => prepareDirectory(directory, tightened(`the directory ${directory.path}`))
  const plainly = <Result>(work: () => Promise<Result>) => withPlainProblems(place, work)

  async function readNow(): Promise<Content | undefined> {
    const text = await readPrivateFile(path, tightened(place))
    return text === undefined ? undefined : parse(text, place, isContent)
  }

  async function changing<Result>(run: () => Promise<Result>): Promise<Result> {
    await plainly(prepare)
    return withLock(`${path}.change.lock`, () => plainly(run), { times, skipped })
  }

  return {
    place,
    read: () => plainly(readNow),
    changing,
    async write(content) {
      await plainly(async () => {
        await removeLeftBehind(path)
        // Content that this program does not know stays: a newer version of the program has perhaps written it.
        await readNow()
        await writePrivateFile(path, `${JSON.stringify(content, undefined, 2)}\n`)
      })
    },
    remove: (isSeen) =>
      plainly(async () => {
        const content = await readNow()
        if (content === undefined || !isSeen(content)) return false
        await rm(path, { force: true })
        await syncDirectory(dirname(path))
        return true
      }),
    async exclusive(run, signal) {
      await plainly(prepare)
      return withLock(`${path}.lock`, run, { times, signal, skipped })
    },
    probe: () =>
      plainly(async () => {
        await prepare()
        await removeLeftBehind(path)
        await tryToWrite(path)
        await readNow()
      }),
  }
}

function parse<Content>(text: string, place: string, isContent: (value: unknown) => value is Content): Content {
  const value = parseSecretJson(text)
  if (isContent(value)) return value
  const problem = isOfLaterVersion(value)
    ? 'a newer version of this program has written it. Update this program.'
    : 'it has no content that this program knows. Remove it, and sign in again.'
  throw storageFailure(place, problem)
}

function isOfLaterVersion(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && value.version !== 1
}
