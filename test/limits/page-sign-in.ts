import type { AuditResponse } from '@devicegrant/testing'
import { formType } from '../flow.js'
import { type LimitsWorld, password } from './limits-world.js'

const origin = ['Origin', 'http://127.0.0.1:3000'] as const

const cookiesIn = ({ headers }: AuditResponse) =>
  headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value.split(';')[0] ?? '')

/** Signs in on the page. `known` is the cookie that a browser kept from an earlier sign-in. Returns the cookie to keep. */
export async function signInOnPage(
  world: LimitsWorld,
  address: string,
  username: string,
  given = password,
  known = '',
): Promise<{ readonly status: number; readonly body: string; readonly known: string }> {
  const path = '/device/sign-in'
  const shown = await world.send({ method: 'GET', path, address, headers: [] })
  const [session = ''] = cookiesIn(shown)
  const csrf = /name="csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? ''
  const cookies = ['Cookie', [session, known].filter((cookie) => cookie !== '').join('; ')] as const
  const body = String(new URLSearchParams({ username, password: given, csrf }))
  const response = await world.send({ path, address, headers: [formType, origin, cookies], body })
  const kept = cookiesIn(response).find((cookie) => cookie.includes('known')) ?? known
  return { status: response.status, body: response.body, known: kept }
}
