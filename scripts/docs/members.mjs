// Describes the members of an object type as a list.

import { code, line } from './markdown.mjs'
import { findName, textOf } from './sources.mjs'
import { linkTo, places } from './surface.mjs'
import { declarationOf, membersOf, wholeOf } from './types.mjs'

/** Returns a type as text, with short types in place of names that no reader can look up. */
function textOfType({ type, text }) {
  const { node, module } = type
  if (node.type === 'TSIndexedAccessType') {
    const member = membersOf({ node: node.objectType, module })?.find(
      ({ name }) => name === node.indexType.literal?.value,
    )
    return member === undefined ? text : textOfType(member)
  }
  if (declarationOf(type) !== undefined) return shortTypeOf(type.node.typeName.name, module, true) ?? text
  return text.replace(/\b[A-Z]\w+\b/g, (name) => {
    const short = shortTypeOf(name, module, false)
    return short?.includes('|') ? `(${short})` : (short ?? name)
  })
}

/** Returns the type behind a name that is not public, or, if `isWhole`, behind a name for a few words. */
function shortTypeOf(name, module, isWhole) {
  const declaration = findName(module, name)?.find(({ node }) => node.type === 'TSTypeAliasDeclaration')
  if (declaration === undefined || declaration.node.typeParameters !== null) return undefined
  const { typeAnnotation } = declaration.node
  const isHidden = !places.has(name)
  const isShort = isUnionOfWords(typeAnnotation) || (isWhole && typeAnnotation.type === 'TSFunctionType')
  return isShort && (isWhole || isHidden) ? textOf(declaration.module, typeAnnotation) : undefined
}

function isUnionOfWords({ type, types }) {
  return type === 'TSLiteralType' || (type === 'TSUnionType' && types.every(isUnionOfWords))
}

/** Returns what is said about a member, or else about its type. */
function descriptionOf({ doc, type }) {
  return doc.description || ((type && declarationOf(wholeOf(type))?.doc.description) ?? '')
}

/**
 * Returns links to the types that a text names. `from` is the path to the folder of the API pages, and `page` the page of
 * it that the links are on. `local` has the anchors of types that only this page describes.
 */
export function typeLinks(text, { from, page, self, local = new Map() }) {
  const words = new Set(text.replace(/'[^']*'/g, '').match(/\b[A-Z]\w+\b/g))
  return [...words]
    .filter((word) => word !== self && !wellKnown.includes(word))
    .flatMap((word) => {
      if (local.has(word)) return [`[\`${word}\`](#${local.get(word)})`]
      return places.has(word) ? [linkTo(word, from, page)] : []
    })
}

// Milliseconds, as each page says at its start.
const wellKnown = ['Duration', 'Instant']

/**
 * Returns the item of one member. `anchor` makes the member a target of links. `below` has links to where its own members
 * are. `isShared`: many members have its type, so its docstring says nothing about one of them. The other settings are those of `typeLinks`.
 */
export function describeMember(member, { anchor, below = [], examples = false, isShared = false, ...links }) {
  const { doc, optional, isMethod, isOther, isClass } = member
  const text = isMethod || isOther ? member.text : textOfType(member)
  const isOptional = optional || doc.defaultValue !== undefined
  const head = [
    ...(isOther || isMethod ? [] : [`**${code(member.name)}**`]),
    isOther || isMethod ? `**${code(text)}**` : code(text),
    ...(isOther || isClass ? [] : [isOptional ? 'optional' : 'required']),
  ].join(' · ')
  const see = [...below, ...typeLinks(text, links)]
  const lines = [
    `${anchor === undefined ? '' : `<a id="${anchor}"></a>`}${head}`,
    line(isShared ? doc.description : descriptionOf(member)),
    ...describeTags(doc),
    see.length > 0 && `See ${see.join(', ')}.`,
  ]
  const example = examples && doc.examples[0] ? `\n\n${doc.examples[0].replace(/^(?=.)/gm, '  ')}\n` : ''
  return `- ${lines.filter(Boolean).join('\\\n  ')}${example}`
}

/** Returns a line for each parameter, the result, the default value and the errors. */
export function describeTags({ params, returns, defaultValue, throws }) {
  return [
    ...params.map(({ name, description }) => `${code(name)}: ${sentence(line(description))}`),
    returns && `Returns ${sentence(line(returns))}`,
    defaultValue !== undefined && `Default: ${sentence(line(defaultValue))}`,
    ...throws.map((thrown) => `Throws ${sentence(line(thrown))}`),
  ].filter(Boolean)
}

/** Returns the text with a full stop at its end. */
export function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
