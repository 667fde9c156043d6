import { createPrefixPattern, parametersOfPath } from '../../wire/path-patterns.js'

/** The realm of a request, and the path that the grant of the realm sees. */
export interface RealmPath {
  readonly realm: string
  readonly path: string
}

/** Finds the realm that a path belongs to. */
export type RealmFinder = (path: string) => RealmPath | undefined

// A name has one spelling in a path, and cannot be `.`, `..` or `.well-known`.
const realmName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/
const wellKnown = /^(\/\.well-known\/[^/]+)(\/.*)$/s

/** Returns whether a text can be the name of a realm. */
export function isRealmName(name: unknown): name is string {
  return typeof name === 'string' && realmName.test(name)
}

/** Returns the path of a realm: the pattern with the name in it. */
export function pathOfRealm(pattern: string, realm: string): string {
  return pattern
    .split('/')
    .map((segment) => (parametersOfPath(segment).length > 0 ? realm : segment))
    .join('/')
}

/**
 * Returns the finder of the realms below a pattern such as `/realms/{realm}`. `basePath` is the path of `baseUrl`. RFC 8414
 * §3.1 puts the well-known part before the path of the issuer; such a path stays as it is, because the grant of the realm
 * serves it whole.
 */
export function createRealmFinder(pattern: string, basePath: string): RealmFinder {
  const [parameter = ''] = parametersOfPath(pattern)
  const findAt = (prefix: string) => {
    const match = createPrefixPattern(prefix)
    return (path: string): RealmPath | undefined => {
      const found = match(path)
      const realm = found?.parameters[parameter]
      // The segment is compared undecoded: cookies of the realm's path would not reach another spelling.
      if (found === undefined || !isRealmName(realm) || !path.startsWith(`${pathOfRealm(prefix, realm)}/`))
        return undefined
      return { realm, path: found.rest }
    }
  }
  const findBelow = findAt(pattern)
  const findIssuer = findAt(basePath + pattern)
  return (path) => {
    const [, , issuerPath] = wellKnown.exec(path) ?? []
    if (issuerPath === undefined) return findBelow(path)
    const found = findIssuer(`${issuerPath}/`)
    return found && { realm: found.realm, path }
  }
}
