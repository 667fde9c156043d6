import { minute } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import { rfc8628 } from '../rfc8628/rfc8628.js'
import { endpointsAt } from './realm-endpoints.js'

// Documented: the path of the device endpoint below an authorization server, and a page at `/activate`. Our choice: the other
// paths are those of Okta's org server, and the page is below the authorization server too, because it belongs to the realm.

/** The dialect of an authorization server of Okta, below its path `/oauth2/{server}`. */
export const oktaServer: Dialect = {
  ...rfc8628,
  name: 'oktaServer',
  endpoints: endpointsAt({
    '/device_authorization': '/v1/device/authorize',
    '/token': '/v1/token',
    '/revoke': '/v1/revoke',
    '/introspect': '/v1/introspect',
  }),
  verification: { path: '/activate', codeIn: { query: 'user_code' } },
  lifetime: 10 * minute,
  // Eight capitals without a hyphen, as in the samples. The alphabet and the longer codes are our choice.
  userCode: { ...base20x8, groupSize: 8, separator: '', longer: { length: 10, groupSize: 10 } },
}
