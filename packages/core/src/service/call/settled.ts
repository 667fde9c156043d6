/** Returns the value of a settled promise. Throws what it was rejected with. */
export function valueIn<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}
