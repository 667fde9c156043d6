import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { isOfAnother, isOpenToOthers } from './directory.js'
import { isMissing, storageFailure } from './problems.js'

/** No file of ours is nearly as large. */
const largestFile = 1_048_576

/** Reads a file that must belong to this user alone. `tightened` is called if others could read it until now. */
export async function readPrivateFile(path: string, tightened: () => void): Promise<string | undefined> {
  const handle = await openUnlessMissing(path)
  if (handle === undefined) return undefined
  try {
    const { uid, mode, size } = await checkedStat(handle, path)
    if (isOfAnother(uid)) {
      throw storageFailure(`the file ${path}`, 'it belongs to another user. Remove it, and sign in again.')
    }
    if (size > largestFile) {
      throw storageFailure(`the file ${path}`, 'it is too large to be a file of tokens. Remove it, and sign in again.')
    }
    if (isOpenToOthers(mode)) {
      await handle.chmod(0o600)
      tightened()
    }
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

async function checkedStat(handle: FileHandle, path: string) {
  const stats = await handle.stat()
  if (stats.isFile()) return stats
  throw storageFailure(`the file ${path}`, 'it is no regular file. Remove it, and sign in again.')
}

async function openUnlessMissing(path: string): Promise<FileHandle | undefined> {
  try {
    if (process.platform === 'win32') await refuseLink(path)
    // A pipe in the place of the file must not make the program wait.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw thrown
  }
}

// Windows has no O_NOFOLLOW.
async function refuseLink(path: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return
  throw storageFailure(`the file ${path}`, 'it is a symbolic link. Remove the link, and sign in again.')
}
