// The operations of our server in this process, without sockets.
import { clientId, deviceCodeGrant, issuer } from './names.mjs'
import { createGrant, post } from './servers/ours.mjs'

/**
 * Makes a device grant in memory. Resolves to its operations; a flow is one of the account with this number. `clock` replaces the clock.
 *
 * @param {{ clock?: { now(): number } }} [settings]
 */
export async function createOperations(settings = {}) {
  const { grant, close } = await createGrant({ tokens: 'jwt', ...settings })
  const send = async (path, fields, headers) => JSON.parse((await post(grant, path, fields, headers)).body)
  const issue = () => send('/device_authorization', { client_id: clientId, scope: 'read offline_access' })
  const token = (code) => send('/token', { client_id: clientId, grant_type: deviceCodeGrant, device_code: code })
  async function flow(nth) {
    const headers = { cookie: `person=${nth}`, origin: issuer }
    const { user_code, device_code } = await issue()
    const { ticket } = await send('/device/lookup', { user_code }, headers)
    await send('/device/decision', { user_code, ticket, decision: 'approve' }, headers)
    return withTokens(await token(device_code))
  }
  const refresh = async (refreshToken) =>
    withTokens(await send('/token', { client_id: clientId, grant_type: 'refresh_token', refresh_token: refreshToken }))
  return { issue, token, flow, refresh, close }
}

function withTokens(tokens) {
  if (tokens.access_token === undefined) throw new Error('the response has no token')
  return tokens
}
