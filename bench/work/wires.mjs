// How each server wants the requests of a flow.
import { requestFor } from '../connection.mjs'
import { clientId, deviceCodeGrant, issuer } from '../names.mjs'

const scope = 'read offline_access'

const ours = ({ isLinked = false }) => ({
  issue: requestFor('/device_authorization', { form: { client_id: clientId, scope } }),
  poll: (code) => pollAt('/token', code),
  refresh: (token) => refreshAt('/token', token),
  approval({ user_code: userCode, verification_uri_complete: link }, nth) {
    const headers = { Cookie: `person=${nth}`, Origin: issuer }
    return [
      () => requestFor('/device/lookup', { headers, json: { user_code: isLinked ? link : userCode } }),
      ({ ticket }) =>
        requestFor('/device/decision', { headers, json: { user_code: userCode, ticket, decision: 'approve' } }),
    ]
  },
})

/**
 * `cookie` is that of the person. With `isLinked`, persons follow links instead of typing codes.
 *
 * @type {Record<string, (settings: { cookie?: string, isLinked?: boolean }) => ReturnType<typeof ours>>}
 */
export const wires = {
  ours,
  bare: ours,
  'oidc-provider': () => ({
    issue: requestFor('/device/auth', { form: { client_id: clientId, scope } }),
    poll: (code) => pollAt('/token', code),
    refresh: (token) => refreshAt('/token', token),
    approval({ user_code: userCode }, nth) {
      const json = { user_code: userCode, person: `user-${nth}` }
      return [() => requestFor('/host/lookup', { json }), () => requestFor('/host/approve', { json })]
    },
  }),
  'better-auth': ({ cookie }) => ({
    issue: requestFor('/api/auth/device/code', { form: { client_id: clientId, scope } }),
    // It reads JSON only here.
    poll: (code) =>
      requestFor('/api/auth/device/token', {
        json: { grant_type: deviceCodeGrant, device_code: code, client_id: clientId },
      }),
    approval({ user_code: userCode }) {
      const headers = { Cookie: cookie, Origin: issuer }
      return [
        () => requestFor(`/api/auth/device?user_code=${userCode}`, { headers }),
        () => requestFor('/api/auth/device/approve', { headers, json: { userCode } }),
      ]
    },
  }),
}

function pollAt(path, code) {
  return requestFor(path, { form: { grant_type: deviceCodeGrant, device_code: code, client_id: clientId } })
}

function refreshAt(path, token) {
  return requestFor(path, { form: { grant_type: 'refresh_token', refresh_token: token, client_id: clientId } })
}
