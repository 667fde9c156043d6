import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT = 1_000
/** In milliseconds. A living pid proves nothing: after a restart, or in a container, another process may have this pid. */
const SILENCE = 30_000

/**
 * Runs `work` while no other process holds the lock directory, also after an earlier owner has died. A rename creates the
 * directory with the pid of its owner, and a rename removes it, so no process sees an incomplete lock.
 */
export async function exclusively(lock, onWait, work) {
  const ticket = `${lock}.${process.pid}`
  const leave = () => {
    if (ownerOf(lock) === process.pid) renameSync(lock, ticket)
    rmSync(ticket, { recursive: true, force: true })
  }
  process.once('exit', leave)
  rmSync(ticket, { recursive: true, force: true })
  mkdirSync(ticket)
  writeFileSync(`${ticket}/pid`, String(process.pid))

  for (let reported = false; !enter(ticket, lock); ) {
    if (isAbandoned(lock) && inherit(lock)) {
      rmSync(ticket, { recursive: true })
      break
    }
    const owner = ownerOf(lock)
    if (owner !== undefined && !reported) {
      onWait(owner)
      reported = true
    }
    await sleep(100)
  }

  const heartbeat = setInterval(() => {
    if (ownerOf(lock) === process.pid) utimesSync(`${lock}/pid`, new Date(), new Date())
  }, HEARTBEAT)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    process.off('exit', leave)
    leave()
  }
}

function enter(ticket, lock) {
  try {
    renameSync(ticket, lock)
    return true
  } catch (error) {
    // The error if the directory exists and is not empty: POSIX allows two codes, Windows uses EPERM.
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) return false
    throw error
  }
}

function ownerOf(lock) {
  return existsSync(`${lock}/pid`) ? Number(readFileSync(`${lock}/pid`, 'utf8')) : undefined
}

function isAbandoned(lock) {
  try {
    if (Date.now() - statSync(`${lock}/pid`).mtimeMs > SILENCE) return true
    process.kill(ownerOf(lock), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Only one of two waiting processes may take over the lock: only one can create the inner directory. It checks again. */
function inherit(lock) {
  try {
    mkdirSync(`${lock}/heir`)
  } catch {
    return false
  }
  const mine = isAbandoned(lock)
  if (mine) writeFileSync(`${lock}/pid`, String(process.pid))
  rmSync(`${lock}/heir`, { recursive: true, force: true })
  return mine
}
