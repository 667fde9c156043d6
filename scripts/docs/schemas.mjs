// Describes a zod schema as a table of its members on the wire.

import * as z from 'zod'
import { code, line, table } from './markdown.mjs'

/** Returns the members of a request or a response. A union has a table for each of its parts. */
export function schemaTable(schema) {
  // A request is described as a client sends it. A schema of a response has the same input and output.
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const parts = described.anyOf ?? described.oneOf ?? [described]
  const tables = parts.map((part) => tableOf(part, described.$defs ?? {}))
  return tables.flatMap((one, nth) => (nth === 0 ? [one] : ['Or:', one]))
}

function tableOf(part, definitions) {
  const { properties = {}, required = [], additionalProperties } = resolve(part, definitions)
  const rows = Object.entries(properties).map(([name, member]) => [
    code(name),
    code(typeOf(member, definitions)),
    required.includes(name) ? 'yes' : 'no',
    line(resolve(member, definitions).description ?? ''),
  ])
  if (rows.length === 0) return additionalProperties === false ? 'It has no members.' : 'It has no required members.'
  return table(['member', 'type', 'required', 'meaning'], rows)
}

function resolve(part, definitions) {
  return part.$ref === undefined ? part : { ...definitions[part.$ref.split('/').at(-1)], ...part }
}

function typeOf(member, definitions) {
  const known = resolve(member, definitions)
  if (known.const !== undefined) return JSON.stringify(known.const)
  if (known.enum !== undefined) return known.enum.map((value) => JSON.stringify(value)).join(' | ')
  const parts = known.anyOf ?? known.oneOf
  if (parts !== undefined) return [...new Set(parts.map((part) => typeOf(part, definitions)))].join(' | ')
  if (known.type === 'array') return `${typeOf(known.items ?? {}, definitions)}[]`
  return known.format === undefined ? (known.type ?? 'any') : `${known.type}, ${known.format}`
}
