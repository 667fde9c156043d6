import { at } from '../moved/at.js'
import { okta } from '../moved/ready-made.js'

// Documented: the path of the device endpoint below an authorization server, and a page at `/activate`. Our choice: the other
// paths are those of Okta's org server, and the page is below the authorization server too, because it belongs to the realm.

/** The dialect of an authorization server of Okta, below its path `/oauth2/{server}`. */
export const oktaServer = at(okta, {
  name: 'oktaServer',
  paths: {
    deviceAuthorization: '/v1/device/authorize',
    token: '/v1/token',
    revocation: '/v1/revoke',
    introspection: '/v1/introspect',
  },
})
