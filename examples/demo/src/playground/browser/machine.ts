import { draw } from './elements.js'
import { type ArrowName, arrows, boxes, type StateName } from './machine-map.js'

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
