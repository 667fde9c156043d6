import type { FamilyPosition } from '../../machine/token-family.js'
import type { FamilyCreation, FamilyPage } from '../../ports/token-family-store.js'
import { RecordFault } from '../call/faults.js'
import { readWord } from './read-record.js'
import { instant, isObject, name, texts } from './record-rules.js'

// docs/decisions/0034: every value that a port returns is checked, because types are not enforced at run time.

/** Checks what `create` of a family store returned. */
export function readCreation(call: string, response: FamilyCreation): FamilyCreation {
  const { result, displaced } = objectIn(call, response)
  if (!texts.is(displaced)) throw wrong(call, 'displaced must be a list of grants')
  return { result: readWord(call, result, ['created', 'taken']), displaced }
}

/** Checks a page of a list of families. The caller checks the records in it, because it knows whose they must be. */
export function readPage(call: string, response: FamilyPage, limit: number): FamilyPage {
  const { families, next } = objectIn(call, response)
  if (!Array.isArray(families)) throw wrong(call, 'families must be a list')
  if (families.length > limit) throw wrong(call, `families must have at most ${limit} items, the requested limit`)
  // Many databases return `null` for a missing value.
  return { families, ...(next !== undefined && next !== null && { next: positionIn(call, next) }) }
}

function positionIn(call: string, next: FamilyPosition): FamilyPosition {
  const { lastUsedAt, grantId } = next
  if (instant.is(lastUsedAt) && name.is(grantId)) return { lastUsedAt, grantId }
  throw wrong(call, 'next must have lastUsedAt, in milliseconds, and grantId')
}

function objectIn<Success>(call: string, response: Success): Success {
  if (isObject(response)) return response
  throw wrong(call, 'it must be an object')
}

function wrong(call: string, problem: string): RecordFault {
  return new RecordFault(call, 'its result', [problem])
}
