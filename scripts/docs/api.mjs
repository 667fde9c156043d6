// The API reference: one page for each entry point.

import { block, code, createAnchors, line, page, prose } from './markdown.mjs'
import { describeMember, describeTags, typeLinks } from './members.mjs'
import { schemaTable } from './schemas.mjs'
import { docBefore, docOfFile, findName, readModule, textOf } from './sources.mjs'
import { places, surface } from './surface.mjs'
import { membersOf } from './types.mjs'

/** Returns the pages of all entry points by their file, and the list of them. `schemas` has the zod schemas by namespace. */
export function apiPages({ schemas }) {
  const pages = surface.map((entry) => [entry.page, entryPage(entry, schemas)])
  const list = surface.map((entry) => {
    const names = entry.sections.reduce((sum, { items }) => sum + items.length, 0)
    return `- [${code(entry.name)}](${entry.page}), ${names} names. ${line(docOfFile(readModule(entry.file)).description)}`
  })
  const about =
    'The public names of every package, with one page for each entry point. Only these names keep their meaning between versions.'
  return new Map([...pages, ['README.md', page('API reference', about, list.join('\n'))]])
}

function entryPage(entry, schemas) {
  const { description, examples } = docOfFile(readModule(entry.file))
  const hidden = hiddenTypes(entry.sections)
  const links = { from: '', page: entry.page, local: hiddenAnchors(entry, hidden) }
  const sections = entry.sections.map(({ title, items, isNamespace }) => [
    `## ${title}`,
    items.map((item) => describe(item, links, isNamespace && schemas[title][item.name])),
  ])
  return page(
    entry.name,
    prose(description),
    examples,
    'Durations and points in time are milliseconds.',
    entry.sections.map(
      ({ title, items }) =>
        `**${title}:** ${items.map(({ name, anchor }) => `[${code(name)}](#${anchor})`).join(', ')}`,
    ),
    sections,
    hidden.length > 0 && [
      `## ${hiddenTitle}`,
      'The types above use these. They have no name in an import.',
      hidden.map((item) => describe(item, links)),
    ],
  )
}

const hiddenTitle = 'Other types'

/** Returns the types that public names use, and that are not public themselves. */
function hiddenTypes(sections) {
  const found = new Map()
  const queue = sections
    .flatMap(({ isNamespace, items }) => (isNamespace ? [] : items))
    .flatMap(({ declarations }) => declarations)
  for (const { node, module } of queue) {
    for (const name of namesIn(node)) {
      const declarations = places.has(name) || found.has(name) ? undefined : findName(module, name)
      if (declarations?.[0].node.type.startsWith('TS') !== true) continue
      found.set(name, { name, declarations })
      queue.push(...declarations)
    }
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** Returns the names of all types in a declaration, without the body of a function. */
function namesIn(node) {
  if (node === null || typeof node !== 'object') return []
  if (Array.isArray(node)) return node.flatMap(namesIn)
  if (node.type === 'TSTypeReference' && node.typeName.type === 'Identifier') {
    return [node.typeName.name, ...namesIn(node.typeArguments)]
  }
  if (node.type === 'TSInterfaceHeritage') return [node.expression.name, ...namesIn(node.typeArguments)]
  if (node.type === 'TSTypeQuery') return []
  const skipped = ['body', 'init', 'value']
  const isContainer = ['TSInterfaceDeclaration', 'TSInterfaceBody', 'ClassDeclaration', 'ClassBody'].includes(node.type)
  const entries = Object.entries(node).filter(([name]) => isContainer || !skipped.includes(name))
  return entries.flatMap(([, value]) => namesIn(value))
}

function hiddenAnchors({ name, sections }, hidden) {
  const anchorOf = createAnchors()
  const headings = [
    name,
    ...sections.flatMap(({ title, items }) => [title, ...items.map((item) => item.name)]),
    hiddenTitle,
  ]
  for (const heading of headings) anchorOf(heading)
  return new Map(hidden.map((item) => [item.name, anchorOf(item.name)]))
}

function describe({ name, declarations }, links, schema) {
  const [first] = declarations
  const own = { ...links, self: name }
  const parts = schema ? describeSchema(first, schema) : describeNode(name, declarations, own)
  return [`### ${name}`, parts]
}

function describeNode(name, declarations, links) {
  const [{ node, module, doc }] = declarations
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return describeFunction(declarations, links)
    case 'ClassDeclaration':
      return [
        ...about(doc),
        block('ts', headOf(module, node)),
        itemsOf(membersOfClass(node, module), links),
        doc.examples,
      ]
    case 'TSInterfaceDeclaration': {
      const own = membersOf({ node: { ...node, extends: [] }, module })
      return [
        ...about(doc),
        block('ts', headOf(module, node)),
        itemsOf(own, links),
        seeIn(headOf(module, node), links),
        doc.examples,
      ]
    }
    case 'TSTypeAliasDeclaration':
      return [...about(doc), block('ts', sourceOf(module, node)), seeIn(textOf(module, node), links), doc.examples]
    default: {
      const type = node.id.typeAnnotation
      const text = type ? `const ${name}: ${sourceOf(module, type.typeAnnotation)}` : `const ${sourceOf(module, node)}`
      return [...about(doc), block('ts', text), seeIn(text, links), doc.examples]
    }
  }
}

function describeFunction(declarations, links) {
  const overloads = declarations.length > 1 ? declarations.slice(0, -1) : declarations
  const { doc } = declarations.find((one) => one.doc.description !== '') ?? declarations[0]
  const signatures = overloads.map(({ node, module }) => signatureOf(module, node))
  return [...about(doc), block('ts', signatures.join('\n')), seeIn(signatures.join('\n'), links), doc.examples]
}

function describeSchema({ node, doc, module }, schema) {
  const isType = node.type.startsWith('TS')
  return [...about(doc), isType ? block('ts', sourceOf(module, node)) : schemaTable(schema)]
}

/** Returns the description and the tags. */
function about(doc) {
  const tags = describeTags(doc).map((tag) => `- ${tag}`)
  return [prose(doc.description), tags.join('\n')].filter(Boolean)
}

function itemsOf(members, links) {
  return members.map((member) => describeMember(member, { ...links, examples: true })).join('\n')
}

function seeIn(text, links) {
  const see = typeLinks(text, links)
  return see.length > 0 && `See ${see.join(', ')}.`
}

/** Returns the source of a declaration, with its comments. */
function sourceOf({ source }, { start, end }) {
  const text = source.slice(start, end)
  return text.replace(/^(export )?(declare )?/, '')
}

function signatureOf(module, node) {
  const end = node.body?.start ?? node.end
  return sourceOf(module, { start: node.start, end })
    .replace(/^async /, '')
    .trimEnd()
}

/** Returns the first line of a class or an interface. */
function headOf(module, node) {
  return sourceOf(module, { start: node.start, end: node.body.start }).trimEnd()
}

function membersOfClass({ body }, module) {
  // What a class overrides is in the class that it extends.
  const shown = body.body.filter(
    ({ accessibility, key, override }) => accessibility !== 'private' && key.type !== 'PrivateIdentifier' && !override,
  )
  return shown.map((node) => {
    const isMethod = node.type === 'MethodDefinition'
    const end = isMethod ? (node.value.body?.start ?? node.end) : node.end
    const type = node.typeAnnotation && { node: node.typeAnnotation.typeAnnotation, module }
    return {
      name: node.key.name,
      optional: false,
      isClass: true,
      isMethod,
      isOther: !type && !isMethod,
      doc: docBefore(module, node.start),
      text: isMethod || !type ? textOf(module, { start: node.start, end }) : textOf(module, type.node),
      type,
    }
  })
}
