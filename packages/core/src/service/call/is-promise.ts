/** Returns whether `await` would wait for this value: it has a function `then`. The result of a remote call may be a function. */
export function isPromise<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  const mayHave = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayHave && 'then' in value && typeof value.then === 'function'
}
