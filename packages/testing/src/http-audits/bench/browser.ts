import { type Bench, formType, type Headers, pathOf, paths } from './bench.js'
import { encodeForm } from './encode.js'
import type { AccountFixture } from './fixtures.js'
import { formWith, type PageForm } from './page-form.js'
import { expectThat, type Reply } from './reply.js'

/** A browser without scripts: it keeps cookies, fills in forms, and sends the origin of its requests. */
export interface Browser {
  /** Fetches a path below the base URL. */
  get(path: string, headers?: Headers): Promise<Reply>
  /** Sends a form of a page, filled in with these values, as the page itself would. */
  submit(form: PageForm, values?: Readonly<Record<string, string>>, headers?: Headers): Promise<Reply>
  /** Follows a redirect, and expects it to stay on the server's origin. */
  follow(reply: Reply): Promise<Reply>
  /** Signs in through the page's own form, with a code if there is one. Returns the response. */
  signIn(account?: AccountFixture, userCode?: string): Promise<Reply>
  /** Opens the confirm step of a code. Returns its form. */
  confirm(userCode: string): Promise<{ readonly reply: Reply; readonly form: PageForm }>
  /** The current `Cookie` header. */
  cookies(): Headers
}

/** Opens a browser without cookies. */
export function openBrowser(bench: Bench): Browser {
  const jar = new Map<string, string>()
  const { origin } = new URL(bench.fixtures.baseUrl)
  const ownOrigin: Headers = [
    ['Origin', origin],
    ['Sec-Fetch-Site', 'same-origin'],
  ]

  function keep(reply: Reply): Reply {
    for (const [name, value] of reply.headers) {
      if (name.toLowerCase() !== 'set-cookie') continue
      const [, cookie = '', content = ''] = /^([^=]+)=([^;]*)/.exec(value) ?? []
      if (/;\s*max-age=0/i.test(value)) jar.delete(cookie)
      else jar.set(cookie, content)
    }
    return reply
  }

  const browser: Browser = {
    cookies() {
      const pairs = [...jar].map(([name, value]) => `${name}=${value}`)
      return pairs.length === 0 ? [] : [['Cookie', pairs.join('; ')]]
    },
    async get(path, headers = []) {
      return keep(await bench.send('GET', path, [...browser.cookies(), ...headers]))
    },
    async submit(form, values = {}, headers = ownOrigin) {
      const untouched = form.fields.filter(([name]) => values[name] === undefined)
      const body = encodeForm([...untouched, ...Object.entries(values)])
      const sent: Headers = [['Content-Type', formType], ...browser.cookies(), ...headers]
      return keep(await bench.sendRaw({ method: 'POST', path: form.action, headers: sent, body }))
    },
    async follow(reply) {
      return browser.get(targetOf(bench, reply).slice(pathOf(bench.fixtures.baseUrl).length))
    },
    async signIn(account = bench.fixtures.accounts[0], userCode = '') {
      const query = userCode === '' ? '' : `?user_code=${encodeURIComponent(userCode)}`
      const page = await browser.get(`${paths.page}/sign-in${query}`)
      const { username, password } = account
      return browser.submit(expectForm(page, 'password'), { username, password })
    },
    async confirm(userCode) {
      const reply = await browser.get(`${paths.page}/confirm?user_code=${encodeURIComponent(userCode)}`)
      return { reply, form: expectForm(reply, 'decision') }
    },
  }
  return browser
}

/** Opens a browser and signs in as the first person of the fixtures, or as another one. */
export async function openSignedIn(bench: Bench, account?: AccountFixture): Promise<Browser> {
  const browser = openBrowser(bench)
  const reply = await browser.signIn(account)
  expectThat(reply.status === 303, 'a redirect by 303 after the sign-in', reply)
  return browser
}

/** Expects a page to have a form with this field. */
export function expectForm(reply: Reply, field: string): PageForm {
  const form = formWith(reply.body, field)
  expectThat(form !== undefined, `a page with a form that has ${field}`, reply)
  return form
}

/** Returns the target of a redirect, which must be a path of the server (RFC 9700 §4.11). */
export function targetOf(bench: Bench, reply: Reply): string {
  const { baseUrl } = bench.fixtures
  const location = reply.header('Location') ?? ''
  const { origin } = new URL(baseUrl)
  const path = location.startsWith(`${origin}/`) ? location.slice(origin.length) : location
  const isOurs = path.startsWith(`${pathOf(baseUrl)}/`) && !/^\/[/\\]/.test(path)
  expectThat(reply.status === 303 && isOurs, 'a redirect by 303 to a path of the server', reply)
  return path
}
