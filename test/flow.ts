import type { AuditResponse } from '@devicegrant/testing'
import type { OpenDoor } from './doors.js'

export const formType = ['Content-Type', 'application/x-www-form-urlencoded'] as const
export const alice = { username: 'alice', password: 'correct horse battery staple' }

const jsonType = ['Content-Type', 'application/json'] as const
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The members of a JSON answer that are text. */
export const json = ({ body }: AuditResponse): Record<string, string> => JSON.parse(body)

/** A device and a person, over HTTP, on a fake host. Asks for the door at each request, so it may be another one. */
export function createFlow(door: () => OpenDoor) {
  const post = (path: string, fields: Record<string, string>) =>
    door().send({ method: 'POST', path, headers: [formType], body: String(new URLSearchParams(fields)) })

  const begin = (clientId = 'fake-cli') => post('/device_authorization', { client_id: clientId })

  const poll = (deviceCode: string, clientId = 'fake-cli') =>
    post('/token', { client_id: clientId, grant_type: deviceGrant, device_code: deviceCode })

  /** The verification interface for one code, as alice. It is below the page of its dialect. */
  async function verification(userCode: string, page = '/device') {
    const { access_token: token } = json(await post('/login', alice))
    const headers = [jsonType, ['Authorization', `Bearer ${token}`] as const]
    const call = (path: string, fields: object = {}) =>
      door().send({ method: 'POST', path, headers, body: JSON.stringify({ user_code: userCode, ...fields }) })
    return {
      lookUp: () => call(`${page}/lookup`),
      decide: (ticket: string, decision = 'approve') => call(`${page}/decision`, { ticket, decision }),
    }
  }

  /** A device code that alice has decided. */
  async function beginDecided(decision = 'approve') {
    const { device_code: deviceCode = '', user_code: userCode = '' } = json(await begin())
    const { lookUp, decide } = await verification(userCode)
    const { ticket = '' } = json(await lookUp())
    const { status } = await decide(ticket, decision)
    if (status !== 200) throw new Error(`the decision was answered with ${status}`)
    return deviceCode
  }

  return { post, begin, poll, verification, beginDecided }
}
