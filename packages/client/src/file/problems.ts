import { DeviceLoginError } from '../failures/device-login-error.js'

const problems: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again.',
  EDQUOT: 'your share of the disk is used up. Free some space and try again.',
  EFBIG: 'this user may not write a file of this size. Ask the administrator of this computer for a higher limit.',
  EROFS: 'the disk can only be read. Choose a directory that can be written.',
  EACCES: 'this user has no permission. Check the owner and the permissions of the directory and of the file.',
  EPERM: 'this user has no permission. Check the owner and the permissions of the directory and of the file.',
  ELOOP: 'it is a symbolic link. Remove the link, so that the tokens are kept where you expect them.',
  ENOTDIR: 'a part of its path is a file, not a directory. Choose another directory.',
  EEXIST: 'a file has the name of the directory. Remove the file, or choose another directory.',
  EISDIR: 'it is a directory, not a file. Remove it, or choose another directory.',
  ENAMETOOLONG: 'its path is too long. Choose a directory with a shorter path, or a shorter profile.',
  EMFILE: 'this program has too many open files. Try again.',
  EIO: 'the disk reports an error. Check the disk.',
  EBUSY: 'another program uses it. Close that program and try again.',
}

/** A failure of a place, in a sentence that says what to do. It must have no token: `cause` is for errors of the system. */
export function storageFailure(place: string, problem: string, cause?: unknown): DeviceLoginError {
  return new DeviceLoginError({ code: 'storage', place, problem }, cause === undefined ? undefined : { cause })
}

/** Runs `work`, and makes a failure of the place of each error of the system. */
export async function withPlainProblems<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === undefined) throw thrown
    throw storageFailure(place, problems[code] ?? `the system reports ${code}.`, thrown)
  }
}

/** The code of an error of the system, such as `ENOENT`. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Whether `thrown` says that there is no such file. */
export function isMissing(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT'
}
