// A browser without a screen and without scripts: it follows redirects, keeps cookies and fills in forms.
import { parse } from 'node-html-parser'

export function createBrowser() {
  const cookies = new Map()

  async function go(url, init = {}) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null) return go(new URL(location, url).href)
    const document = parse(await response.text())
    return { url, status: response.status, document, text: document.querySelector('body')?.structuredText ?? '' }
  }

  return {
    visit: (url) => go(url),
    /** Sends the one form of the page, with these fields besides its own. */
    submit(page, fields) {
      const form = page.document.querySelector('form')
      if (form === null) throw new Error(`there is no form at ${page.url}, status ${page.status}: ${page.text}`)
      const inputs = form.querySelectorAll('input').map(({ attributes }) => [attributes.name, attributes.value ?? ''])
      const body = new URLSearchParams({ ...Object.fromEntries(inputs), ...fields })
      return go(new URL(form.attributes.action, page.url).href, { method: 'POST', body })
    },
  }
}
