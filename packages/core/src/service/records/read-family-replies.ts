import type { FamilyPosition } from '../../machine/families/token-family.js'
import { isNetwork, type Revocation, type RevokedWindow } from '../../machine/revocation.js'
import type { FamilyCreation, FamilyPage } from '../../ports/token-family-store.js'
import { RecordFault } from '../call/faults.js'
import { readInstant, readWord } from './read-record.js'
import { instant, isObject, name, texts } from './record-rules.js'

// docs/decisions/0034: every value that a port returns is checked, because types are not enforced at run time.

/** Checks what `create` of a family store returned. */
export function readCreation(operation: string, response: FamilyCreation): FamilyCreation {
  const { result, displaced } = objectIn(operation, response)
  if (!texts.is(displaced)) throw wrong(operation, 'displaced must be a list of grants')
  return { result: readWord(operation, result, ['created', 'taken']), displaced }
}

/** Checks a page of a list of families. The caller checks the records in it, because it knows whose they must be. */
export function readPage(operation: string, response: FamilyPage, limit: number): FamilyPage {
  const { families, next } = objectIn(operation, response)
  if (!Array.isArray(families)) throw wrong(operation, 'families must be a list')
  if (families.length > limit) throw wrong(operation, `families must have at most ${limit} items, the requested limit`)
  // Many databases return `null` for a missing value.
  return { families, ...(next !== undefined && next !== null && { next: positionIn(operation, next) }) }
}

/** Checks what is revoked of a client. A window that cannot be read must not count as none. */
export function readRevocation(operation: string, response: unknown): Revocation | undefined {
  if (response === undefined || response === null) return undefined
  const { before, windows }: { readonly before?: unknown; readonly windows?: unknown } = Object(
    objectIn(operation, response),
  )
  const moment = readInstant(operation, before)
  return { ...(moment !== undefined && { before: moment }), ...windowsIn(operation, windows) }
}

// Most clients have no windows.
function windowsIn(operation: string, windows: unknown): Pick<Revocation, 'windows'> {
  if (windows === undefined || windows === null) return {}
  if (!Array.isArray(windows)) throw wrong(operation, 'windows must be a list, or absent')
  return { windows: windows.map((window) => windowIn(operation, window)) }
}

function windowIn(operation: string, window: unknown): RevokedWindow {
  const { from, until, network }: { readonly [Name in keyof RevokedWindow]?: unknown } = Object(window)
  const isNamed = typeof network === 'string' && isNetwork(network)
  if (typeof from === 'number' && typeof until === 'number' && (isNamed || network === undefined || network === null)) {
    return { from, until, ...(isNamed && { network }) }
  }
  throw wrong(operation, 'each of windows must have from and until, in milliseconds, and may have a network')
}

function positionIn(operation: string, next: FamilyPosition): FamilyPosition {
  const { lastUsedAt, grantId } = next
  if (instant.is(lastUsedAt) && name.is(grantId)) return { lastUsedAt, grantId }
  throw wrong(operation, 'next must have lastUsedAt, in milliseconds, and grantId')
}

function objectIn<Success>(operation: string, response: Success): Success {
  if (isObject(response)) return response
  throw wrong(operation, 'it must be an object')
}

function wrong(operation: string, problem: string): RecordFault {
  return new RecordFault(operation, 'its result', [problem])
}
