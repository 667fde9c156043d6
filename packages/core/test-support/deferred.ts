/** A promise that the test settles itself. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
}

/** Creates a promise that stays pending until the test settles it. */
export function createDeferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => {}
  let reject: Deferred<Value>['reject'] = () => {}
  const promise = new Promise<Value>((settle, refuse) => {
    resolve = settle
    reject = refuse
  })
  return { promise, resolve, reject }
}

/** Waits until all work that is ready has run. No time passes. */
export function everythingElse(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
