import { create } from './elements.js'
import { type Answer, type Exchange, exchange, type Sent } from './exchange.js'

/** The phone: a small browser that shows the real page of the server. */
export interface Phone {
  open(address: string): Promise<void>
  /** Shows an empty page. */
  close(): void
  /** Writes these values into the form that is shown, and goes to its button. */
  fill(values: Readonly<Record<string, string>>): void
}

/** What the phone reports. */
export interface PhoneEvents {
  onExchange(exchange: Exchange, note: string): void
  /** Another page is shown. `fields`: it has empty ones. `buttons`: it has a form with a button. */
  onPage(page: { readonly address: string; readonly fields: boolean; readonly buttons: boolean }): void
}

const hidden: readonly string[] = ['password']
// The policy of this page forbids styles in a document, but not those that a script of its own adopts.
const embeddedStyle = /<style[^>]*>(.*?)<\/style>/gs
// The heading gets the focus so that a screen reader goes on from there. It is no control.
const quietHeading = 'h1:focus { outline: none; }'

/**
 * Shows the verification page in a frame, without framing it: the page forbids that, for every site. The phone fetches the
 * page as a program of its own origin, copies it into an empty document, and sends its forms. So the server serves
 * exactly what it serves to a browser, with every header.
 */
export async function createPhone(frame: HTMLIFrameElement, events: PhoneEvents): Promise<Phone> {
  const { page, view } = await emptyDocument(frame)
  let visit = 0

  async function go(sent: Sent, byPerson: boolean): Promise<void> {
    visit += 1
    const mine = visit
    const done = await exchange(sent)
    events.onExchange({ ...done, sent: masked(sent) }, '')
    // The device has a new code, and the phone is on its way to another page.
    if (mine !== visit) return
    if (done.answer === undefined) showSilence(sent, byPerson)
    else await show(done.answer, byPerson)
  }

  async function show({ body, url }: Answer, byPerson: boolean): Promise<void> {
    const read = new DOMParser().parseFromString(body.replace(embeddedStyle, ''), 'text/html')
    const onward = /^0;\s*url=(.+)$/i.exec(
      read.querySelector('meta[http-equiv=refresh]')?.getAttribute('content') ?? '',
    )
    if (onward?.[1] !== undefined) return visitPage(new URL(onward[1], url).href, byPerson)
    const style = new view.CSSStyleSheet()
    style.replaceSync([...body.matchAll(embeddedStyle)].map(([, rules]) => rules).join('\n') + quietHeading)
    for (const element of read.querySelectorAll('meta')) element.remove()
    page.adoptedStyleSheets = [style]
    page.documentElement.replaceWith(page.adoptNode(read.documentElement))
    for (const form of page.querySelectorAll('form')) listenToForm(form, url)
    for (const link of page.querySelectorAll('a')) listenToLink(link, url)
    view.scrollTo(0, 0)
    if (byPerson) focusOn(page.querySelector('h1'))
    const fields = [...page.querySelectorAll('input')].some(({ value, name }) => value === '' && name !== '')
    events.onPage({ address: url, fields, buttons: page.querySelector('main form button') !== null })
  }

  // What a browser shows if no server answers.
  function showSilence(sent: Sent, byPerson: boolean): void {
    const title = create('h1', '', 'The server does not answer')
    const again = create('button', '', 'Try again')
    again.type = 'button'
    again.addEventListener('click', () => void go(sent, true))
    const body = create('body')
    body.append(title, create('p', '', 'Is it running?'), again)
    const style = new view.CSSStyleSheet()
    style.replaceSync(`body { padding: 1rem; font: 1rem/1.5 sans-serif; } h1 { font-size: 1.5rem; } ${quietHeading}`)
    page.adoptedStyleSheets = [style]
    page.documentElement.replaceChildren(page.adoptNode(body))
    if (byPerson) focusOn(title)
    events.onPage({ address: sent.url, fields: false, buttons: false })
  }

  const visitPage = (url: string, byPerson: boolean): Promise<void> =>
    go({ from: 'phone', method: 'GET', url, headers: {} }, byPerson)

  function listenToForm(form: HTMLFormElement, url: string): void {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const pairs = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)])
      const target = new URL(form.getAttribute('action') ?? '', url).href
      const body = new URLSearchParams(pairs).toString()
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      if (form.method === 'get') void visitPage(`${target.split('?')[0]}?${body}`, true)
      else void go({ from: 'phone', method: 'POST', url: target, headers, body }, true)
    })
  }

  function listenToLink(link: HTMLAnchorElement, url: string): void {
    link.addEventListener('click', (event) => {
      event.preventDefault()
      void visitPage(new URL(link.getAttribute('href') ?? '', url).href, true)
    })
  }

  return {
    open: (address) => visitPage(address, false),
    close() {
      visit += 1
      page.documentElement.replaceChildren()
    },
    fill(values) {
      for (const input of page.querySelectorAll('input')) {
        const value = values[input.name]
        if (value !== undefined && input.type !== 'hidden') input.value = value
      }
      focusOn(page.querySelector('main form button'))
    },
  }
}

async function emptyDocument(frame: HTMLIFrameElement): Promise<{ page: Document; view: Window & typeof globalThis }> {
  await new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true })
    // Not the page that a frame has from the start: that one is drawn with the rules of very old pages.
    frame.srcdoc = '<!doctype html><title>Phone</title>'
  })
  const page = frame.contentDocument
  const view = page?.defaultView
  if (!page || !view) throw new Error('the frame of the phone has no document')
  return { page, view }
}

function focusOn(target: HTMLElement | null): void {
  if (target === null) return
  if (target.tabIndex < 0) target.tabIndex = -1
  target.focus({ preventScroll: target.localName === 'h1' })
}

// A password stays out of the list of requests. The one of the demo is public, and a person may type another.
function masked(sent: Sent): Sent {
  if (sent.body === undefined) return sent
  const pairs = [...new URLSearchParams(sent.body)].map(([name, value]) => [name, hidden.includes(name) ? '…' : value])
  return { ...sent, body: new URLSearchParams(pairs).toString() }
}
