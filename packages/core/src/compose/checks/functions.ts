/** Returns a problem if a port does not have all of these functions. */
export function missing(name: string, port: unknown, methods: readonly string[]): readonly string[] {
  const lacks = methods.filter((method) => typeof Reflect.get(Object(port), method) !== 'function')
  return lacks.length === 0 ? [] : [`${name} must have the function${lacks.length > 1 ? 's' : ''} ${lacks.join(', ')}`]
}
