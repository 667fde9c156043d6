/** The result of a look-up. `undefined` and `null` mean the same: there is none. */
export type Found<Value> = Value | null | undefined

/** A result that a function of the host may return at once or as a promise. */
export type MaybePromise<Value> = Value | PromiseLike<Value>
