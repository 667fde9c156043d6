import { draw } from './elements.js'
import { encode } from './uqr.mjs'

const margin = 2

/** Draws a text as a QR code. */
export function drawQr(svg: SVGElement, text: string): void {
  const { data, size } = encode(text, { border: 0 })
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
  const side = size + 2 * margin
  svg.setAttribute('viewBox', `${-margin} ${-margin} ${side} ${side}`)
  svg.replaceChildren(draw('path', { d: squares.join('') }))
}
