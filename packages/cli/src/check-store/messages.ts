import type { StoreCapability } from '@devicegrant/testing'
import type { Finding } from '../host-module/finding.js'
import { isStoreName, type StoreName } from './store-kinds.js'

/** A store that the module exports, as the process of the module describes it. */
export interface OfferedStore {
  readonly store: StoreName
  /** The name of the export. */
  readonly exported: string
  readonly capabilities: readonly StoreCapability[]
}

/** What the process of the module says. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly stores: readonly OfferedStore[] }
  | { readonly kind: 'unusable'; readonly problems: readonly Finding[] }
  | { readonly kind: 'kept' }
  | { readonly kind: 'broken'; readonly message: string }
  /** An error that nothing caught: it ends a server. The process does not go on. */
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'cleaned'; readonly problems: readonly Finding[] }

/** What the process of the module is asked to do next. It does one thing at a time. */
export type ParentMessage =
  | { readonly kind: 'try'; readonly store: StoreName; readonly id: string }
  | { readonly kind: 'cleanUp' }

/** Returns whether a message of the process is of one of these kinds. The module may send messages of its own. */
export function isOfKind<Kind extends ChildMessage['kind']>(
  message: unknown,
  kinds: readonly Kind[],
): message is Extract<ChildMessage, { readonly kind: Kind }> {
  const kind: unknown = Reflect.get(Object(message), 'kind')
  return kinds.some((expected) => expected === kind)
}

/** Returns whether a message comes from this command. */
export function isParentMessage(message: unknown): message is ParentMessage {
  const kind: unknown = Reflect.get(Object(message), 'kind')
  const store: unknown = Reflect.get(Object(message), 'store')
  const id: unknown = Reflect.get(Object(message), 'id')
  return kind === 'cleanUp' || (kind === 'try' && typeof id === 'string' && isStoreName(String(store)))
}
