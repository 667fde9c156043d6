import type { Representation } from '../dialect.js'
import type { JsonObject, JsonValue } from '../json-value.js'

/** Bodies in JSON: what every dialect answers with, unless its table says otherwise. */
export const jsonBodies: Representation = {
  media: 'application/json',
  write: (body) => JSON.stringify(body),
}

/** Bodies as forms. A list or an object in a body is written as JSON. */
export const formBodies: Representation = {
  media: 'application/x-www-form-urlencoded',
  write: writeForm,
}

function writeForm(body: JsonObject): string {
  const members = Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [[name, textOf(value)]]))
  return members.map((member) => member.map(encodeFormText).join('=')).join('&')
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function encodeFormText(text: string): string {
  return encodeURIComponent(wellFormed(text)).replaceAll('%20', '+')
}

// encodeURIComponent throws on half of a surrogate pair.
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}

/** The representations of a dialect. The first one is for requests that accept none of them. */
export type Representations = readonly [Representation, ...Representation[]]

/**
 * Returns the representation that an `Accept` header prefers (RFC 9110 §12.5.1). It is the first one if the header is absent,
 * accepts everything, or names none of them: a client that cannot read an answer can still see its status.
 */
export function chooseRepresentation(representations: Representations, accept: string | undefined): Representation {
  const [first, ...others] = representations
  if (accept === undefined || others.length === 0) return first
  const ranges = accept.split(',').map(readRange)
  let [best, bestWeight] = [first, 0]
  for (const representation of representations) {
    const weight = weightOf(representation, ranges)
    if (weight > bestWeight) [best, bestWeight] = [representation, weight]
  }
  return best
}

interface MediaRange {
  readonly media: string
  /** From 0 to 1. */
  readonly weight: number
}

function readRange(text: string): MediaRange {
  const [media = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length)
  return { media, weight: weight === undefined ? 1 : Number(weight) || 0 }
}

// The most specific range counts, whatever the order.
function weightOf({ media }: Representation, ranges: readonly MediaRange[]): number {
  const [type] = media.split('/')
  const fitting = [media, `${type}/*`, '*/*'].map((wanted) => ranges.find((range) => range.media === wanted))
  return fitting.find((range) => range !== undefined)?.weight ?? 0
}
