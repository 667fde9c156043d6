import { type Dialect, entra, keycloak, oktaServer } from '@devicegrant/core/dialects'

/** Realms with one dialect. Each is a device grant of its own, below a path with its name. */
export interface RealmGroup {
  readonly dialect: Dialect
  /** The path of a realm, with one segment for its name. */
  readonly path: string
  /** The names of all realms. Other names are not served. No dialect at the root has a path below one of these realms. */
  readonly names: readonly string[]
  /** What the issuer of a realm has after the URL of the realm. */
  readonly issuerPath: string
}

/** Every group of realms that the demo can serve, by the name of its dialect in DIALECTS. */
export const realmCatalog: Readonly<Record<string, RealmGroup>> = {
  entra: {
    dialect: entra,
    path: '/{tenant}',
    names: ['contoso', 'common', 'organizations'],
    issuerPath: '/v2.0',
  },
  keycloak: { dialect: keycloak, path: '/realms/{realm}', names: ['demo', 'master'], issuerPath: '' },
  oktaServer: { dialect: oktaServer, path: '/oauth2/{server}', names: ['default'], issuerPath: '' },
}

/** Returns the path of each realm of the group. */
export function pathsOfRealms({ path, names }: RealmGroup): readonly string[] {
  return names.map((name) => path.replace(/\{\w+\}/, name))
}
