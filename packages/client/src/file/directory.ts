import { chmod, mkdir, open, stat } from 'node:fs/promises'
import { codeOf, storageFailure } from './problems.js'

/** The directory of a place. */
export interface PrivateDirectory {
  readonly path: string
  /** Whether the program owns the directory alone. A directory that the caller has named is never changed. */
  readonly isOwn: boolean
}

/** The permissions of all other users. */
const permissionsOfOthers = 0o077

/** Makes the directory, and checks that it belongs to this user alone. `tightened` is called if it was open to others. */
export async function prepareDirectory({ path, isOwn }: PrivateDirectory, tightened: () => void): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const { uid, mode } = await stat(path)
  const place = `the directory ${path}`
  if (isOfAnother(uid)) {
    throw storageFailure(place, 'it belongs to another user. Choose a directory of your own.')
  }
  if (!isOpenToOthers(mode)) return
  if (!isOwn) {
    throw storageFailure(place, `other users can open it. Run: chmod 700 '${path}', or choose another directory.`)
  }
  await chmod(path, 0o700)
  tightened()
}

/** Whether a file belongs to another user. Windows does not say it: its permissions are inherited from the profile. */
export function isOfAnother(uid: number): boolean {
  const own = process.geteuid?.()
  return own !== undefined && own !== uid
}

/** Whether other users can use a file of this mode. The mode means nothing on Windows. */
export function isOpenToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & permissionsOfOthers) !== 0
}

/** Makes a rename in the directory last, also if the computer loses power. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory for this.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } catch (thrown) {
    // Some network drives do not know it, and the new file is there all the same.
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(codeOf(thrown) ?? '')) throw thrown
  } finally {
    await handle.close()
  }
}
