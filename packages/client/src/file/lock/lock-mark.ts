import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { codeOf, isMissing } from '../problems.js'
import { machine, type ProcessName } from './processes.js'

/** A file that only one process can create, and that says who that was. */
export interface Mark {
  /** Random, so that a mark that was removed never comes back. */
  readonly id: string
  readonly changedAt: number
  /** Absent for the moment between the creation of the file and the writing of its content. */
  readonly owner?: ProcessName
}

/**
 * Creates a mark and returns its id, or `undefined` if there is one. Nothing here waits: a process that is killed between the
 * creation and the content leaves a mark without an owner, so that moment must be short.
 */
export function createMark(path: string): string | undefined {
  const id = randomBytes(12).toString('hex')
  const file = openNew(path)
  if (file === undefined) return undefined
  try {
    writeSync(file, JSON.stringify({ id, pid: process.pid, machine: machine() }))
    return id
  } catch (thrown) {
    // On a full disk a file without content can be created.
    rmSync(path, { force: true })
    throw thrown
  } finally {
    closeSync(file)
  }
}

export function readMark(path: string): Mark | undefined {
  try {
    const { ino, mtimeMs } = statSync(path)
    const owner = parseOwner(readFileSync(path, 'utf8'))
    return owner
      ? { id: owner.id, changedAt: mtimeMs, owner }
      : { id: `${ino}-${Math.trunc(mtimeMs)}`, changedAt: mtimeMs }
  } catch (thrown) {
    if (isMissing(thrown) || isBusy(thrown)) return undefined
    throw thrown
  }
}

/** Removes a mark if it is still that of `id`. */
export function removeMark(path: string, id: string): void {
  if (readMark(path)?.id === id) rmSync(path, { force: true })
}

/** Shows the others that the owner of a mark still works. */
export function touchMark(path: string, id: string): void {
  if (readMark(path)?.id !== id) return
  const now = new Date()
  utimesSync(path, now, now)
}

function openNew(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST' || isBusy(thrown)) return undefined
    throw thrown
  }
}

// Windows reports this for a file that another process is removing.
function isBusy(thrown: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(thrown) ?? '')
}

function parseOwner(text: string): (ProcessName & { readonly id: string }) | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isOwner(value) ? value : undefined
  } catch {
    // Its owner has not written it yet, or was killed before.
    return undefined
  }
}

function isOwner(value: unknown): value is ProcessName & { readonly id: string } {
  if (typeof value !== 'object' || value === null || !('id' in value && 'pid' in value && 'machine' in value))
    return false
  const { id, pid, machine } = value
  return (
    typeof id === 'string' &&
    /^[0-9a-f]{24}$/.test(id) &&
    typeof pid === 'number' &&
    Number.isInteger(pid) &&
    pid > 0 &&
    typeof machine === 'string'
  )
}
