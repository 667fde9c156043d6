import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { syncDirectory } from './directory.js'
import { isDead, machine } from './lock/processes.js'
import { codeOf, isMissing } from './problems.js'

const tries = 20
const pause = 25
/** A file of another machine is left behind if it is so old: writing takes much less than a second. */
const leftBehindAfter = 3_600_000

/** Replaces a file. A reader sees the old content or the new one, also if the process or the computer stops at any moment. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const temporary = temporaryPathOf(path)
  try {
    await writeNew(temporary, content)
    await renameOver(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
  await syncDirectory(dirname(path))
}

/** Tries whether a file beside `path` can be written and renamed, and leaves nothing behind. */
export async function tryToWrite(path: string): Promise<void> {
  const temporary = temporaryPathOf(path)
  const renamed = temporaryPathOf(path)
  try {
    // As much as the largest tokens, so that a full disk is found.
    await writeNew(temporary, ' '.repeat(65_536))
    await rename(temporary, renamed)
  } finally {
    await rm(temporary, { force: true })
    await rm(renamed, { force: true })
  }
}

/** Removes what processes that were killed have left beside `path`. */
export async function removeLeftBehind(path: string): Promise<void> {
  const directory = dirname(path)
  const names = (await readdir(directory)).map((name) => join(directory, name))
  for (const name of names.filter((name) => name.startsWith(`${path}.`))) {
    if (await isLeftBehind(path, name)) await rm(name, { force: true })
  }
}

// A temporary file says whose it is. A mark of the lock is only removed when it is old, because a process may look at it.
async function isLeftBehind(path: string, name: string): Promise<boolean> {
  const [, pid, host] = /^\.tmp-(\d+)-([0-9a-f]+)-/.exec(name.slice(path.length)) ?? []
  if (pid !== undefined && host !== undefined && isDead({ pid: Number(pid), machine: host })) return true
  const isOurs = pid !== undefined || /^(\.change)?\.lock\.over-/.test(name.slice(path.length))
  return isOurs && Date.now() - (await changedAt(name)) > leftBehindAfter
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (thrown) {
    if (isMissing(thrown)) return Date.now()
    throw thrown
  }
}

function temporaryPathOf(path: string): string {
  return `${path}.tmp-${process.pid}-${machine()}-${randomBytes(6).toString('hex')}`
}

async function writeNew(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// On Windows a file cannot be replaced while another process reads it, which takes less than a millisecond.
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to)
      return
    } catch (thrown) {
      const isBusy = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(thrown) ?? '')
      if (!isBusy || attempt === tries) throw thrown
      await setTimeout(pause)
    }
  }
}
