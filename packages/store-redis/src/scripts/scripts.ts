import { reserveTry, settleTry } from './limit-scripts.js'
import { doubtFamily, listFamily, moveFamily, nameFamilies, readList, unlistFamilies } from './list-scripts.js'
import { revokeBefore, revokeWindow, useOnce } from './mark-scripts.js'
import { createRecord, read, readDurably, replaceRecord, stampPoll } from './record-scripts.js'
import type { ScriptOfKey } from './script.js'

/** The names of the scripts that each have one key. */
export type ScriptName =
  | 'read'
  | 'readDurably'
  | 'createRecord'
  | 'replaceRecord'
  | 'stampPoll'
  | 'listFamily'
  | 'nameFamilies'
  | 'doubtFamily'
  | 'moveFamily'
  | 'unlistFamilies'
  | 'readList'
  | 'revokeBefore'
  | 'revokeWindow'
  | 'useOnce'
  | 'reserveTry'
  | 'settleTry'

/** All scripts of the stores. */
export const scripts: Readonly<Record<ScriptName, ScriptOfKey>> = {
  read,
  readDurably,
  createRecord,
  replaceRecord,
  stampPoll,
  listFamily,
  nameFamilies,
  doubtFamily,
  moveFamily,
  unlistFamilies,
  readList,
  revokeBefore,
  revokeWindow,
  useOnce,
  reserveTry,
  settleTry,
}
