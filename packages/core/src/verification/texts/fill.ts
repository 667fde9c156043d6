import { type Html, html } from '../page/html.js'
import type { TextWith } from './page-texts.js'

const placeholder = /\{(\w+)\}/

/** Writes values into the placeholders of a text. */
export function fill<Name extends string>(
  text: TextWith<NoInfer<Name>>,
  values: Readonly<Record<Name, string>>,
): string {
  return partsOf(text, values).join('')
}

/** Writes markup into the placeholders of a text. The text around it is escaped. */
export function fillHtml<Name extends string>(
  text: TextWith<NoInfer<Name>>,
  values: Readonly<Record<Name, Html>>,
): Html {
  return html`${partsOf(text, values)}`
}

/** The names of the placeholders of a text. */
export function placeholdersOf(text: string): readonly string[] {
  return text.split(placeholder).filter((_, index) => isName(index))
}

// A text is checked at the start, so each of its placeholders has a value.
function partsOf<Value>(text: string, values: Readonly<Record<string, Value>>): readonly (string | Value)[] {
  return text.split(placeholder).map((part, index) => (isName(index) ? (values[part] ?? '') : part))
}

// What a group of the pattern has matched comes after each text between two matches.
function isName(index: number): boolean {
  return index % 2 === 1
}
