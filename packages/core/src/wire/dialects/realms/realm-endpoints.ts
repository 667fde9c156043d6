import type { Endpoint } from '../../dialect.js'
import { rfc8628 } from '../rfc8628/rfc8628.js'

/**
 * Returns the endpoints of `rfc8628` at other paths, by their paths there. Those without a new path are left out, such as the
 * first-party login of devicegrant.
 */
export function endpointsAt(paths: Readonly<Record<string, string>>): readonly Endpoint[] {
  return rfc8628.endpoints.flatMap((endpoint) => {
    const path = paths[endpoint.path]
    return path === undefined ? [] : [{ ...endpoint, path }]
  })
}
