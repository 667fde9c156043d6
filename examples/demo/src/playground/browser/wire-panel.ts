import { create, element } from './elements.js'
import { type Answer, curlOf, type Exchange, headersToShow, type Sent } from './exchange.js'

/** The list of requests and answers. */
export interface WirePanel {
  add(exchange: Exchange, note: string): void
}

const mostShown = 60

/** Makes the list, which is empty at first. */
export function createWirePanel(): WirePanel {
  const list = element('exchanges', HTMLOListElement)
  const empty = element('no-exchanges', HTMLElement)
  const showPhone = element('show-phone', HTMLInputElement)
  showPhone.addEventListener('change', () => list.classList.toggle('with-phone', showPhone.checked))

  let newest: HTMLDetailsElement | undefined
  return {
    add(exchange, note) {
      empty.hidden = true
      const details = entryOf(exchange, note)
      if (exchange.sent.from === 'device') {
        // What a person opened or closed stays so.
        newest?.removeAttribute('open')
        newest = details
        details.open = true
        details.querySelector('summary')?.addEventListener('click', () => {
          if (newest === details) newest = undefined
        })
      }
      const entry = create('li', `exchange ${exchange.sent.from}-request`)
      entry.append(details)
      list.prepend(entry)
      list.children[mostShown]?.remove()
    },
  }
}

function entryOf(exchange: Exchange, note: string): HTMLDetailsElement {
  const { sent, answer, at, milliseconds } = exchange
  const details = create('details')
  const summary = create('summary')
  const status = create('span', `status ${toneOf(answer)}`, String(answer?.status ?? '–'))
  const { pathname, search } = new URL(sent.url)
  summary.append(
    create('span', 'method', sent.method),
    create('span', 'path', sent.from === 'phone' ? `${pathname}${search}` : pathname),
    status,
    create('span', 'note', note),
    create('span', 'who', sent.from),
    create('time', '', `${at.toLocaleTimeString('en-GB')} · ${Math.round(milliseconds)} ms`),
  )
  const pair = create('div', 'pair')
  pair.append(messageOf('Request', requestText(sent)), messageOf('Answer', answerText(answer)))
  details.append(summary, pair, copyButton(sent))
  return details
}

function messageOf(title: string, text: string): HTMLElement {
  const part = create('div')
  part.append(create('h3', '', title), create('pre', '', text))
  return part
}

function requestText({ method, url, headers, ownHeaders, body }: Sent): string {
  const { pathname, search, host } = new URL(url)
  const lines = Object.entries({ ...headers, ...ownHeaders }).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...lines, '', body ?? ''].join('\n').trimEnd()
}

function answerText(answer: Answer | undefined): string {
  if (answer === undefined) return 'No answer.'
  const lines = headersToShow(answer).map(([name, value]) => `${name}: ${value}`)
  const isPage = answer.headers['content-type']?.startsWith('text/html') === true
  return [`HTTP/1.1 ${answer.status}`, ...lines, '', isPage ? '(the page on the phone)' : answer.body]
    .join('\n')
    .trimEnd()
}

function toneOf(answer: Answer | undefined): string {
  if (answer === undefined) return 'bad'
  return answer.status < 400 ? 'good' : 'refused'
}

function copyButton(sent: Sent): HTMLButtonElement {
  const button = create('button', 'copy', 'Copy as curl')
  button.type = 'button'
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(curlOf(sent)).then(
      () => {
        button.textContent = 'Copied'
      },
      () => {
        // A browser may forbid it. The command is then shown, to be copied by hand.
        button.replaceWith(create('pre', 'command', curlOf(sent)))
      },
    )
  })
  return button
}
