import type { DeviceGrant } from '../src/compose/create-device-grant.js'
import type { HttpResponse } from '../src/http/message.js'
import { formRequest, requestOf, responseOf } from './http.js'

/** A name and a password that a person types. */
export interface TypedPassword {
  readonly username: string
  readonly password: string
}

/** A browser at the page of a grant. */
export interface Browser {
  /** The cookies by name. All issuers of a host share them. */
  readonly cookies: Map<string, string>
  /** Every `Set-Cookie` that it got, in order. */
  readonly set: readonly string[]
  get(path: string): Promise<HttpResponse>
  post(path: string, fields: Readonly<Record<string, string>> | URLSearchParams): Promise<HttpResponse>
  /** Opens the sign-in form and sends it. */
  signIn(typed: TypedPassword): Promise<HttpResponse>
}

/** The proxy whose `X-Forwarded-For` names the address of a browser: set `trustedProxies` to it. */
export const browserProxy = '192.0.2.7'

/** Creates a browser with this address. It keeps its cookies in `cookies`. */
export function createBrowser(
  { handler }: Pick<DeviceGrant, 'handler'>,
  origin: string,
  { address = '198.51.100.9', cookies = new Map<string, string>() } = {},
): Browser {
  const set: string[] = []

  async function send(method: 'GET' | 'POST', url: string, form = ''): Promise<HttpResponse> {
    const [path = '', query = ''] = url.split('?')
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { origin, cookie, 'x-forwarded-for': address }
    const request =
      method === 'GET' ? requestOf({ method, path, query, headers }) : formRequest(path, form, { ...headers })
    const response = await responseOf(handler, { ...request, remote: browserProxy })
    for (const line of [response.headers['Set-Cookie'] ?? []].flat()) {
      set.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  const get: Browser['get'] = (path) => send('GET', path)
  const post: Browser['post'] = (path, fields) => send('POST', path, String(new URLSearchParams(fields)))
  return {
    cookies,
    set,
    get,
    post,
    async signIn(typed) {
      const form = await get('/device/sign-in')
      return post('/device/sign-in', { csrf: fieldOf(form, 'csrf'), ...typed })
    },
  }
}

/** Returns the value of a hidden field of a page. */
export function fieldOf({ body }: HttpResponse, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
}
