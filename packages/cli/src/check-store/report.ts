import type { Finding } from '../host-module/finding.js'
import type { StoreName } from './store-kinds.js'

/** What came of one law for one store. */
export interface LawResult {
  readonly store: StoreName
  /** The stable name of the law. */
  readonly id: string
  /** The sentence. It begins with MUST; its subject is the store. */
  readonly law: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** What was seen, or why the law was skipped. */
  readonly message?: string
  readonly milliseconds: number
}

/** What the laws have shown. What is known to be secret is hidden in it. */
export interface StoreReport {
  /** What is wrong with the module itself. */
  readonly problems: readonly Finding[]
  readonly results: readonly LawResult[]
}
