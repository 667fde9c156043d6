import type { AuditRequest, AuditResponse } from '@devicegrant/testing'
import { jsonType } from './dialect-flow.js'
import type { OpenDoor } from './doors.js'
import { alice, formType } from './flow.js'

type Headers = AuditRequest['headers']

/** A cookie of an answer, with its attributes as they are written. */
interface SetCookie {
  readonly value: string
  readonly attributes: readonly string[]
}

/** The cookies that an answer sets. */
export function setCookiesOf({ headers }: AuditResponse): Readonly<Record<string, SetCookie>> {
  const lines = headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, line]) => line)
  return Object.fromEntries(
    lines.map((line) => {
      const [pair = '', ...attributes] = line.split('; ')
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals), { value: pair.slice(equals + 1), attributes }]
    }),
  )
}

/** What a browser or a program sends to the paths for people of the envelope dialect. */
export function createCaller(door: () => OpenDoor, prefix = '/api/v1/auth') {
  const send = (path: string, headers: Headers = [], body?: string) =>
    door().send({ method: 'POST', path: prefix + path, headers, ...(body !== undefined && { body }) })

  const logIn = (fields: Readonly<Record<string, string>> = {}, headers: Headers = []) =>
    send('/login', [formType, ...headers], String(new URLSearchParams({ ...alice, ...fields })))

  /** Signs in, and must get both cookies. */
  async function signIn(fields?: Readonly<Record<string, string>>) {
    const response = await logIn(fields)
    const { access_token: access, refresh_token: refresh } = setCookiesOf(response)
    if (access === undefined || refresh === undefined)
      throw new Error(`no cookies: ${response.status} ${response.body}`)
    return { access: access.value, refresh: refresh.value }
  }

  const withCookie = (cookie: string): Headers => [['Cookie', cookie]]

  return {
    send,
    logIn,
    signIn,
    refreshByCookie: (token: string, headers: Headers = []) =>
      send('/refresh', [...withCookie(`refresh_token=${token}`), ...headers]),
    refreshByJson: (token: unknown, headers: Headers = []) =>
      send('/refresh', [jsonType, ...headers], JSON.stringify({ refresh_token: token })),
    logOut: (cookies: string, headers: Headers = []) => send('/logout', [...withCookie(cookies), ...headers]),
  }
}

/** The claims of a JWT, with any signature. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}

/** The headers by which a browser says that a request comes from a page of another site. */
export const foreignPages: readonly (readonly [how: string, headers: Headers])[] = [
  ['an Origin of another site', [['Origin', 'https://evil.example']]],
  ['Sec-Fetch-Site cross-site', [['Sec-Fetch-Site', 'cross-site']]],
  ['Sec-Fetch-Site same-site', [['Sec-Fetch-Site', 'same-site']]],
  [
    'a forged Origin beside it',
    [
      ['Origin', 'http://127.0.0.1:3000'],
      ['Sec-Fetch-Site', 'cross-site'],
    ],
  ],
]
