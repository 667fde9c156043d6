import type { TokenFamilyStore } from '@devicegrant/core/stores'
import { type CaseMaker, type StoreCase, type StoreSubject, storeCase } from '../store-laws/law.js'

/** One law of the token family store. */
export type FamilyCase = StoreCase<TokenFamilyStore>

/** The subject of the laws of the token family store. */
export type FamilySubject = StoreSubject<TokenFamilyStore>

/** Makes a test case of a law of the token family store. */
export const familyCase: CaseMaker<TokenFamilyStore> = storeCase
