import type { DeviceView } from './device-view.js'
import { draw, element } from './elements.js'
import { encode } from './uqr.mjs'

/** The picture of the device. */
export interface Television {
  show(view: DeviceView): void
}

const second = 1_000
// The light margin of a QR code, in squares.
const margin = 2
const endings = {
  signedIn: { seal: '✓', text: 'Signed in' },
  denied: { seal: '✕', text: 'Denied' },
  expired: { seal: '0:00', text: 'The code has expired' },
  ended: { seal: '✕', text: 'Signed out' },
  failed: { seal: '!', text: 'Something is wrong' },
} as const

const details: Readonly<Record<string, string>> = {
  denied: 'A person said no. The device stops polling.',
  expired: 'The time is over. The device needs a new code.',
}

/** Draws the television, and keeps its clock going. */
export function createTelevision(): Television {
  const set = element('television', HTMLElement)
  const address = element('address', HTMLElement)
  const userCode = element('user-code', HTMLElement)
  const qr = element('qr', SVGElement)
  const countdown = element('countdown', HTMLElement)
  const bar = element('countdown-bar', HTMLElement)
  const pollState = element('poll-state', HTMLElement)
  const seal = element('seal', HTMLElement)
  const ending = element('ending', HTMLElement)
  const endingDetail = element('ending-detail', HTMLElement)
  let view: DeviceView | undefined

  function tick(): void {
    if (view?.phase !== 'code' || view.started === undefined) return
    const left = Math.max(0, (view.expiresAt ?? 0) - Date.now()) / second
    setText(countdown, `expires in ${clock(left)}`)
    bar.style.width = `${(100 * left) / view.started.lifetime}%`
    const wait = Math.max(0, (view.nextPollAt ?? 0) - Date.now()) / second
    const next = wait > 0 ? `may poll in ${Math.ceil(wait)} s` : 'may poll now'
    setText(pollState, `Interval ${view.interval} s · ${next}`)
  }
  window.setInterval(tick, second / 4)

  return {
    show(next) {
      const last = view
      view = next
      set.dataset['phase'] = next.phase
      if (next.started !== undefined && next.started !== last?.started) {
        address.replaceChildren(...partsOf(next.started.address))
        setText(userCode, next.started.userCode)
        drawQr(qr, next.started.link)
      }
      if (next.phase === 'code') return tick()
      setText(pollState, next.phase === 'off' ? 'The device is off.' : 'The device does not poll.')
      if (next.phase === 'off') return
      const { seal: sign, text } = endings[next.phase]
      setText(seal, sign)
      setText(ending, next.phase === 'signedIn' && next.username ? `${text} as ${next.username}` : text)
      setText(endingDetail, next.detail ?? details[next.phase] ?? '')
    },
  }
}

// The browser may begin a new line before each part of the path.
function partsOf(address: string): readonly Node[] {
  const { host, pathname } = new URL(address)
  const parts = pathname.split('/').filter((part) => part !== '')
  return [new Text(host), ...parts.flatMap((part) => [document.createElement('wbr'), new Text(`/${part}`)])]
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

/** Draws a text as a QR code. */
function drawQr(svg: SVGElement, text: string): void {
  const { data, size } = encode(text, { border: 0 })
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
  const side = size + 2 * margin
  svg.setAttribute('viewBox', `${-margin} ${-margin} ${side} ${side}`)
  svg.replaceChildren(draw('path', { d: squares.join('') }))
}
