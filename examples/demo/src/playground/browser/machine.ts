import { draw } from './elements.js'

/** A state of a device code, or of the grant that came out of it. */
type StateName = 'pending' | 'denied' | 'approved' | 'expired' | 'redeemed' | 'ended'

/** A way from one state to another, or back to the same one. */
export type ArrowName =
  | 'issued'
  | 'polled'
  | 'polledTooFast'
  | 'viewed'
  | 'denied'
  | 'approved'
  | 'expired'
  | 'approvedExpired'
  | 'withdrawn'
  | 'redeemed'
  | 'replayed'
  | 'ended'

interface Box {
  readonly x: number
  readonly y: number
  readonly title: string
  readonly tone: 'plain' | 'good' | 'warn' | 'bad'
}

interface Arrow {
  readonly to: StateName
  readonly path: string
  readonly text: string
  readonly x: number
  readonly y: number
  readonly anchor?: 'start' | 'end'
}

/** Where each state is drawn, by its center. */
const boxes: Readonly<Record<StateName, Box>> = {
  pending: { x: 180, y: 92, title: 'pending', tone: 'warn' },
  denied: { x: 56, y: 222, title: 'denied', tone: 'bad' },
  approved: { x: 180, y: 222, title: 'approved', tone: 'plain' },
  expired: { x: 304, y: 222, title: 'expired', tone: 'bad' },
  redeemed: { x: 180, y: 346, title: 'redeemed', tone: 'good' },
  ended: { x: 56, y: 346, title: 'ended', tone: 'bad' },
}

/** Where each arrow is drawn, and what stands beside it. */
const arrows: Readonly<Record<ArrowName, Arrow>> = {
  issued: { to: 'pending', path: 'M180 26V69', text: 'device asks for a code', x: 180, y: 18 },
  polled: { to: 'pending', path: 'M231 84C272 64 272 118 231 102', text: 'poll: wait', x: 270, y: 96, anchor: 'start' },
  polledTooFast: {
    to: 'pending',
    path: 'M218 72C232 30 268 46 222 76',
    text: 'poll too fast',
    x: 262,
    y: 52,
    anchor: 'start',
  },
  viewed: { to: 'pending', path: 'M129 84C88 64 88 118 129 102', text: 'person looks', x: 90, y: 96, anchor: 'end' },
  denied: { to: 'denied', path: 'M142 114 84 199', text: 'person denies', x: 96, y: 152, anchor: 'end' },
  approved: { to: 'approved', path: 'M180 114V199', text: 'person approves', x: 180, y: 172 },
  expired: { to: 'expired', path: 'M218 114 276 199', text: 'time is over', x: 264, y: 152, anchor: 'start' },
  approvedExpired: { to: 'expired', path: 'M231 222H252', text: '', x: 241, y: 214 },
  withdrawn: { to: 'denied', path: 'M129 222H108', text: '', x: 118, y: 214 },
  redeemed: { to: 'redeemed', path: 'M180 244V323', text: 'poll: tokens', x: 180, y: 288 },
  replayed: {
    to: 'redeemed',
    path: 'M231 338C272 318 272 372 231 356',
    text: 'the same again',
    x: 268,
    y: 350,
    anchor: 'start',
  },
  ended: { to: 'ended', path: 'M129 346H108', text: '', x: 118, y: 338 },
}

/** The drawing of the state machine. */
export interface Machine {
  /** Takes every mark away. */
  reset(): void
  /** Follows an arrow to a state. A text beside the arrow says what happened. */
  go(arrow: ArrowName, text?: string): void
}

/** Draws the state machine. Nothing is marked yet. */
export function drawMachine(svg: SVGElement): Machine {
  const drawnArrows = new Map<string, SVGGElement>()
  const drawnBoxes = new Map<string, SVGGElement>()
  svg.append(arrowHeads())
  for (const [name, { path, text, x, y, anchor = 'middle' }] of Object.entries(arrows)) {
    const group = draw('g', { class: 'arrow' })
    group.append(draw('path', { class: 'line', d: path, 'marker-end': 'url(#head)' }))
    group.append(draw('path', { class: 'trace', d: path, pathLength: 1 }))
    const label = draw('text', { x, y, 'text-anchor': anchor })
    label.textContent = text
    group.append(label)
    svg.append(group)
    drawnArrows.set(name, group)
  }
  for (const [name, { x, y, title, tone }] of Object.entries(boxes)) {
    const group = draw('g', { class: `box ${tone}`, transform: `translate(${x} ${y})` })
    group.append(draw('rect', { x: -50, y: -21, width: 100, height: 42, rx: 12 }))
    const label = draw('text', { 'text-anchor': 'middle', y: 5 })
    label.textContent = title
    group.append(label)
    svg.append(group)
    drawnBoxes.set(name, group)
  }

  function enter(state: StateName): void {
    for (const [name, box] of drawnBoxes) {
      if (name !== state && box.classList.contains('live')) box.classList.replace('live', 'passed')
    }
    const box = drawnBoxes.get(state)
    box?.classList.remove('passed')
    box?.classList.add('live')
    svg.setAttribute('data-state', state)
    svg.setAttribute('aria-label', `State machine. The state is ${boxes[state].title}.`)
  }

  return {
    reset() {
      for (const group of [...drawnArrows.values(), ...drawnBoxes.values()]) group.classList.remove('live', 'passed')
      for (const [name, { text }] of Object.entries(arrows)) setText(drawnArrows.get(name), text)
      svg.removeAttribute('data-state')
      svg.setAttribute('aria-label', 'State machine. There is no code yet.')
    },
    go(arrow, text) {
      for (const group of drawnArrows.values()) {
        if (group.classList.contains('live')) group.classList.replace('live', 'passed')
      }
      const group = drawnArrows.get(arrow)
      group?.classList.remove('passed')
      // Reading the box between two changes starts the animation again, also on the same arrow.
      group?.getBoundingClientRect()
      group?.classList.add('live')
      if (text !== undefined) setText(group, text)
      enter(arrows[arrow].to)
    },
  }
}

function setText(group: SVGGElement | undefined, text: string): void {
  const label = group?.querySelector('text')
  if (label) label.textContent = text
}

function arrowHeads(): SVGDefsElement {
  const definitions = draw('defs', {})
  const head = draw('marker', {
    id: 'head',
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 7,
    markerHeight: 7,
    orient: 'auto',
  })
  head.append(draw('path', { d: 'M0 0 8 4 0 8z' }))
  definitions.append(head)
  return definitions
}
