import { parseSync, Visitor } from 'oxc-parser'

/** A text in a file, and the offset at which it starts. */
interface Passage {
  readonly start: number
  readonly text: string
}

interface Range {
  readonly start: number
  readonly end: number
}

/** The words that the style guide in CONTRIBUTING.md forbids. */
const words = [
  'whoever',
  'nobody',
  'told',
  'good no more',
  'what of these',
  'has the word',
  'asks the outside',
  'unless said otherwise',
]

/** References to documents that are not in this repository. */
const references = [
  /\bbehaviou?r [A-Z]\d+/i,
  /\bthreats? \d+/i,
  /\bdesign(?:\.md)?,? section\b/i,
  /\bcontracts? \d+/i,
  /\b(?:behaviour|contracts|demo|design|house)\.md\b/,
]

// A phrase may continue on the next line, after the start of a comment line.
const forbidden = new RegExp(
  [
    ...words.map((word) => `\\b${word.replaceAll(' ', '\\s+(?:(?://|\\*)\\s*)?')}\\b`),
    ...references.map(sourceOf),
  ].join('|'),
  'gi',
)

/** A text that stays although it has a forbidden word, because a client or a person receives it. */
export interface Exception {
  readonly text: string
  readonly reason: string
}

/** Returns each forbidden word and reference in a file, as `file:line: word`. Ignores identifiers in source code. */
export function findForbidden(file: string, content: string, exceptions: readonly Exception[] = []): readonly string[] {
  const passages = /\.[cm]?[jt]s$/.test(file) ? passagesOf(file, content) : [{ start: 0, text: content }]
  return passages.flatMap(({ start, text }) => {
    const allowed = exceptions.flatMap((exception) => rangesOf(text, exception.text))
    return [...text.matchAll(forbidden)]
      .filter(({ index }) => !allowed.some(({ from, to }) => index >= from && index < to))
      .map(({ 0: found, index }) => `${file}:${lineAt(content, start + index)}: ${found.replace(/\s+/g, ' ')}`)
  })
}

/** Returns the comments of a source file, and its texts of more than one word: a single word is a value, not prose. */
function passagesOf(file: string, source: string): readonly Passage[] {
  const { program, comments } = parseSync(file, source)
  const passages = joinLines(comments, source)
  const add = ({ start, end }: Range) => passages.push({ start, text: source.slice(start, end) })
  new Visitor({
    Literal: (node) => typeof node.value === 'string' && node.value.includes(' ') && add(node),
    TemplateElement: add,
  }).visit(program)
  return passages
}

/** Joins comments that only a line break separates, because a phrase may continue on the next line. */
function joinLines(comments: readonly Range[], source: string): Passage[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of comments) {
    const last = joined.at(-1)
    if (last !== undefined && /^[ \t]*\n[ \t]*$/.test(source.slice(last.end, start))) last.end = end
    else joined.push({ start, end })
  }
  return joined.map(({ start, end }) => ({ start, text: source.slice(start, end) }))
}

function rangesOf(text: string, part: string): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = []
  for (let from = text.indexOf(part); from !== -1; from = text.indexOf(part, from + 1)) {
    ranges.push({ from, to: from + part.length })
  }
  return ranges
}

function lineAt(content: string, offset: number): number {
  return content.slice(0, offset).split('\n').length
}

function sourceOf({ source }: RegExp): string {
  return source
}
