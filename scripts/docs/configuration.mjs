// The page of all options, from the option types and their docstrings.

import { code, page, prose } from './markdown.mjs'
import { describeMember, describeTags } from './members.mjs'
import { findExport, textOf } from './sources.mjs'
import { linkTo, places, surface } from './surface.mjs'
import { declarationOf, membersOf, wholeOf } from './types.mjs'

const api = 'api/'

/** The types of parameters that are options. A function may also write its options into its signature. */
const optionTypes = /(Options|Settings|BearerRule|Facts|Parts)$/
/** Public types whose members are described here too. The others have their own entry in the API reference. */
const described = [
  'Stores',
  'TrustedProxies',
  'ClientRegistry',
  'ListedClient',
  'AccountDirectory',
  'HostSessions',
  'Policy',
]
/** Types that many options have. They are described once. */
const shared = ['Rate', 'Streak']

/** Returns the page of all options of all functions. */
export function configurationPage() {
  const [main, ...others] = functionsWithOptions()
  const functions = [main, ...methodsWithOptions(), ...others]
  // Where the members of a described type are: several functions have the option `policy`.
  const once = new Map()
  const sections = functions.map((one) => describeFunction(one, once))
  return page(
    'Configuration',
    'Every option of every public function that takes options. An option without a default is required, unless it says ' +
      '"optional". Durations and points in time are milliseconds. A function throws for an option that it does not know. ' +
      '[Configuration errors](../configuration-errors.md) explains the messages of `createDeviceGrant`.',
    functions.map(({ name, entry }) => `- [${code(name)}](#${anchorOf(name)}) of ${code(entry)}`).join('\n'),
    sections,
  )
}

function functionsWithOptions() {
  const found = surface.flatMap(({ name: entry, sections }) =>
    sections
      .filter(({ title }) => title === 'Functions')
      .flatMap(({ items }) => items)
      .flatMap(({ name, declarations }) => {
        // An implementation behind overloads names all options.
        const declaration = declarations.at(-1)
        const options = optionsOf(declaration.node.params, declaration.module)
        return options === undefined ? [] : [{ name, entry, doc: documented(declarations), options }]
      }),
  )
  const unique = found.filter(({ name }, nth) => found.findIndex((other) => other.name === name) === nth)
  const isMain = ({ name }) => name === 'createDeviceGrant'
  return [...unique.filter(isMain), ...unique.filter((one) => !isMain(one))]
}

/** The functions of a device grant. */
function methodsWithOptions() {
  const { entry } = places.get('DeviceGrant')
  const { file } = surface.find(({ name }) => name === entry)
  const [{ node, module }] = findExport(file, 'DeviceGrant')
  return membersOf({ node, module }).flatMap(({ name, doc, node: member }) => {
    const params = member.params ?? member.typeAnnotation.typeAnnotation.params ?? []
    const options = optionsOf(params, module)
    return options === undefined ? [] : [{ name: `grant.${name}`, entry, doc, options }]
  })
}

function documented(declarations) {
  return declarations.map(({ doc }) => doc).find(({ description }) => description !== '')
}

function optionsOf(params, module) {
  const annotated = params.map((param) => (param.type === 'AssignmentPattern' ? param.left : param))
  return annotated
    .flatMap(({ typeAnnotation }) => (typeAnnotation ? [{ node: typeAnnotation.typeAnnotation, module }] : []))
    .find(isOptionType)
}

function isOptionType({ node, module }) {
  if (node.typeName?.name === 'Partial') return isOptionType(wholeOf({ node, module }))
  if (node.typeName?.name === 'Pick') return isOptionType({ node: node.typeArguments.params[0], module })
  if (node.type === 'TSTypeLiteral') return true
  if (node.type === 'TSIntersectionType') return node.types.some((part) => isOptionType({ node: part, module }))
  return node.type === 'TSTypeReference' && optionTypes.test(node.typeName.name ?? '')
}

function describeFunction({ name, entry, doc, options }, once) {
  const queue = [{ path: '', type: options }]
  const used = new Map()
  const groups = []
  for (const group of queue) {
    const members = membersOf(group.type)
    if (members === undefined)
      throw new Error(`the options of ${name} cannot be read: ${textOf(group.type.module, group.type.node)}`)
    const items = members.map((member) => describeOption(member, { name, path: group.path, queue, used, once }))
    groups.push(group.path === '' ? items.join('\n') : [headingOf(name, group.path), aboutOf(group), items.join('\n')])
  }
  return [
    `<a id="${anchorOf(name)}"></a>`,
    `## ${name}`,
    prose(doc.description),
    describeTags(doc)
      .map((tag) => `- ${tag}`)
      .join('\n'),
    doc.examples[0],
    name.startsWith('grant.')
      ? `It is a function of ${linkTo('DeviceGrant', api)}.`
      : `Import it from ${code(entry)}. The API reference has ${linkTo(name, api)}.`,
    groups,
    [...used.values()].map((type) => describeShared(name, type)),
  ]
}

/** Returns the item of an option. Puts its own options into the queue. */
function describeOption(member, { name, path, queue, used, once }) {
  const full = path === '' ? member.name : `${path}.${member.name}`
  const below = []
  let isShared = false
  for (const { type, path: of } of groupsIn(member.type, full)) {
    const known = declarationOf(wholeOf(type))?.name
    if (shared.includes(known)) {
      isShared = true
      used.set(known, type)
      below.push(`[${code(known)}](#${anchorOf(name, known)})`)
    } else if (once.has(known)) {
      below.push(`[the members of ${code(of)}](#${once.get(known)})`)
    } else {
      if (described.includes(known)) once.set(known, anchorOf(name, of))
      queue.push({ path: of, type, about: member.doc.description })
      below.push(`[the members of ${code(of)}](#${anchorOf(name, of)})`)
    }
  }
  return describeMember(member, { from: api, anchor: anchorOf(name, full, 'option'), below, isShared })
}

/** Returns the objects that an option may be, each with its path: the members of those are described too. */
function groupsIn(type, path) {
  if (type === undefined) return []
  const { node, module } = type
  if (node.type === 'TSUnionType') return node.types.flatMap((part) => groupsIn({ node: part, module }, path))
  if (node.type === 'TSTypeOperator') return groupsIn({ node: node.typeAnnotation, module }, path)
  if (node.type === 'TSArrayType') return groupsIn({ node: node.elementType, module }, `each of ${path}`)
  const declaration = declarationOf(type)
  if (declaration !== undefined) {
    const { name } = declaration
    if (places.has(name) && !described.includes(name) && !optionTypes.test(name)) return []
    const { node: alias } = declaration
    if (alias.type === 'TSTypeAliasDeclaration' && alias.typeAnnotation.type === 'TSUnionType') {
      return groupsIn({ node: alias.typeAnnotation, module: declaration.module }, path)
    }
  }
  // A small object that its own type describes well enough.
  if (node.type === 'TSTypeLiteral' && membersOf(type).every(({ doc }) => doc.description === '' && !doc.defaultValue))
    return []
  const isRecord = node.typeName?.name === 'Readonly' && node.typeArguments.params[0].typeName?.name === 'Record'
  return !isRecord && membersOf(type) !== undefined ? [{ path, type }] : []
}

function headingOf(name, path) {
  return [`<a id="${anchorOf(name, path)}"></a>`, `### ${name}: ${path}`]
}

/** Returns what the docstring of a type says, or else that of the option. */
function aboutOf({ type, about = '' }) {
  return prose(declarationOf(wholeOf(type))?.doc.description || about)
}

/** Describes a type that many options have. */
function describeShared(name, type) {
  const declaration = declarationOf(type)
  const members = membersOf(type)
  return [
    headingOf(name, declaration.name),
    prose(declaration.doc.description),
    members.map((member) => describeMember(member, { from: api })).join('\n'),
  ]
}

function anchorOf(...parts) {
  return parts
    .join('-')
    .toLowerCase()
    .replace(/[^\w]+/g, '-')
    .replace(/-$/, '')
}
