import { type HTMLElement, parse } from 'node-html-parser'

/** A browser without a screen: follows redirects, keeps cookies, fills in forms. No scripts, as the page needs none. */
export interface FormBrowser {
  /** Fetches an address and shows what is there. */
  visit(url: string): Promise<Page>
  /** Fills in the one form that has all of these fields and a button of that value, and sends it. */
  submit(page: Page, fields: Readonly<Record<string, string>>, button?: string): Promise<Page>
}

/** What the browser shows. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly document: HTMLElement
  readonly text: string
}

const alice = { username: 'alice', password: 'correct horse battery staple' }

/** A browser with an empty cookie jar. */
export function createFormBrowser(): FormBrowser {
  const cookies = new Map<string, string>()

  async function go(url: string, init: { readonly method: string; readonly body?: URLSearchParams }): Promise<Page> {
    const { origin } = new URL(url)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const browserHeaders = init.method === 'POST' ? { origin, 'sec-fetch-site': 'same-origin' } : {}
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, ...browserHeaders } })
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null) return go(new URL(location, url).href, { method: 'GET' })
    const document = parse(await response.text())
    const refresh = document.querySelector('meta[http-equiv="refresh"]')?.attributes['content']
    const [, onward] = /^0;\s*url=(.+)$/i.exec(refresh ?? '') ?? []
    if (onward !== undefined) return go(new URL(onward, url).href, { method: 'GET' })
    return { url, status: response.status, document, text: document.querySelector('main')?.structuredText ?? '' }
  }

  return {
    visit: (url) => go(url, { method: 'GET' }),
    submit(page, fields, button) {
      const form = page.document.querySelectorAll('form').find((candidate) => fits(candidate, fields, button))
      if (form === undefined) throw new Error(`no form with ${Object.keys(fields)} at ${page.url}: ${page.text}`)
      const body = new URLSearchParams()
      for (const input of form.querySelectorAll('input')) {
        const { name, value = '', type, checked } = input.attributes
        const unticked = (type === 'checkbox' || type === 'radio') && checked === undefined
        if (name === undefined || unticked) continue
        body.append(name, fields[name] ?? value)
      }
      const pressed = form.querySelectorAll('button').find(({ attributes }) => attributes['value'] === button)
      if (button !== undefined) body.append(pressed?.attributes['name'] ?? '', button)
      return go(new URL(form.attributes['action'] ?? '', page.url).href, { method: 'POST', body })
    },
  }
}

function fits(form: HTMLElement, fields: Readonly<Record<string, string>>, button: string | undefined): boolean {
  const names = form.querySelectorAll('input').map(({ attributes }) => attributes['name'])
  const buttons = form.querySelectorAll('button').map(({ attributes }) => attributes['value'])
  return Object.keys(fields).every((name) => names.includes(name)) && (button === undefined || buttons.includes(button))
}

/** Enters a code, signs in and decides, as a person would through the page's forms. */
export async function decideInBrowser(
  issuer: string,
  userCode: string,
  decision: 'approve' | 'deny',
  account = alice,
  page = '/device',
): Promise<Page> {
  const browser = createFormBrowser()
  const asked = await browser.submit(await browser.visit(issuer + page), { user_code: userCode })
  const confirm = await browser.submit(asked, account)
  return browser.submit(confirm, {}, decision)
}

/** Opens the address that a device shows, signs in and decides; `fields` are what else is chosen. */
export async function decideAt(
  url: string,
  decision: 'approve' | 'deny',
  fields: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const browser = createFormBrowser()
  const asked = await browser.submit(await browser.visit(url), {})
  const confirm = await browser.submit(asked, alice)
  return browser.submit(confirm, fields, decision)
}
