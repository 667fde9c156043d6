// Draws a state machine as an SVG, with Graphviz compiled to WebAssembly: the layout is the same on every machine.

import { instance } from '@viz-js/viz'
import { transitionsOf } from './exploration.mjs'

const longestLine = 20
const fonts = 'Helvetica,Arial,sans-serif'
const ink = '#1f2937'
/** The sizes of the layout, and those of the picture. Fonts of other machines are wider than that of the layout. */
const sizes = { node: { laidOut: 13.5, drawn: 12 }, edge: { laidOut: 11.5, drawn: 10 } }

/** Returns the SVG. `title` is what a screen reader says. `below` has a second line for the states that need one. */
export async function diagramOf(exploration, { title, below = () => undefined }) {
  const viz = await instance()
  const svg = viz.renderString(graphOf(exploration, below), { format: 'svg', engine: 'dot' })
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/<title>[^<]*<\/title>\n?/g, '')
    .replaceAll('font-family="Helvetica,sans-Serif"', `font-family="${fonts}"`)
    .replace(/font-size="([\d.]+)"/g, (_, size) => `font-size="${drawnSize(Number(size))}"`)
    .replace(/<svg width="(\d+)pt" height="(\d+)pt"\n/, '<svg role="img" width="$1" height="$2"')
    .replace('>', `>\n<title>${title}</title>`)
}

function drawnSize(laidOut) {
  return Object.values(sizes).find((size) => size.laidOut === laidOut).drawn
}

function graphOf({ states, steps }, below) {
  const edges = new Map()
  for (const { from, to, text } of transitionsOf({ steps })) {
    const texts = edges.get(`${from}\n${to}`)?.texts ?? []
    edges.set(`${from}\n${to}`, { from, to, texts: [...new Set([...texts, text])] })
  }
  return [
    'digraph {',
    // A card with a background of its own is readable on a light page and on a dark one.
    `bgcolor="#ffffff" pad=0.2 nodesep=0.3 ranksep=0.4 fontname="Helvetica"`,
    `node [shape=box style="rounded,filled" fillcolor="#eef2ff" color="#4f46e5" fontcolor="${ink}" fontname="Helvetica" fontsize=${sizes.node.laidOut} margin="0.16,0.09"]`,
    `edge [color="#6b7280" fontcolor="${ink}" fontname="Helvetica" fontsize=${sizes.edge.laidOut} arrowsize=0.7]`,
    ...states.map((state) => nodeOf(state, below(state))),
    ...[...edges.values()].map(
      ({ from, to, texts }) =>
        `${quoted(from)} -> ${quoted(to)} [label=${quoted(
          linesOf(texts)
            .map((text) => ` ${text} `)
            .join('\\n'),
        )}]`,
    ),
    '}',
  ].join('\n')
}

function nodeOf(state, second) {
  if (state === 'none') return `${quoted(state)} [shape=circle label="" width=0.2 fillcolor="${ink}" color="${ink}"]`
  const label = [...linesOf([state]), second ?? []].flat().join('\\n')
  const shade = state === 'forgotten' ? ' fillcolor="#f3f4f6" color="#9ca3af" style="rounded,filled,dashed"' : ''
  return `${quoted(state)} [label=${quoted(label)}${shade}]`
}

/** Returns short lines: the picture has to fit into the column of a page. */
function linesOf(texts) {
  return texts.flatMap((text, nth) => {
    const lines = ['']
    const comma = nth < texts.length - 1 ? ',' : ''
    for (const word of `${text}${comma}`.split(' ')) {
      const longer = `${lines.at(-1)} ${word}`.trim()
      if (longer.length <= longestLine || lines.at(-1) === '') lines.splice(-1, 1, longer)
      else lines.push(word)
    }
    return lines
  })
}

function quoted(text) {
  return `"${text.replaceAll('"', '\\"')}"`
}
