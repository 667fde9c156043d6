/**
 * Returns the objects that may have the exports of a module. Node gives all exports of a CommonJS module as `default`. A compiler may
 * put the ES exports of a module into that.
 */
export function placesOf(module: object): readonly object[] {
  const inner: unknown = Reflect.get(module, 'default')
  return typeof inner === 'object' && inner !== null ? [module, inner] : [module]
}
